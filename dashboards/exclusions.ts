import type { Artefact, Generator } from '../src/model/artefact.ts'
import { generatedFolders } from '../src/model/names.ts'
import type { Fleet } from '../src/model/service.ts'
import { type Exclusions, exclusionsFor } from './exclusions-of.ts'
import { allDashboards, classicFile, resourceFile } from './index.ts'
import { lintDashboard, rulesOfMeaning } from './lint/lint.ts'
import { type LintedDashboard, lintedDashboard } from './lint/linted.ts'
import type { Rule } from './lint/rule.ts'

/**
 * Every rule that a dashboard breaks without a reason, as sentences; of those about meaning where none are named. Grafana's
 * builders check none of them.
 */
export function violations(
  dashboard: LintedDashboard,
  exclusions: Exclusions,
  asked: readonly Rule[] = rulesOfMeaning,
): readonly string[] {
  return lintDashboard(dashboard, asked)
    .filter(
      ({ rule, panel }) =>
        !exclusions[rule]?.entries.some((entry) => entry.dashboard === dashboard.title && entry.panel === panel),
    )
    .map(({ rule, panel, refId, what }) =>
      [dashboard.title, panel, refId, what, `[${rule}]`].filter((part) => part !== undefined).join(': '),
    )
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

/** The dashboards of each folder, read once for all that is to be known of them. */
function byFolder(artefacts: readonly Artefact[], fleet: Fleet): ReadonlyMap<string, readonly LintedDashboard[]> {
  const folders = new Map<string, LintedDashboard[]>()
  for (const { path, body } of artefacts) {
    const dashboard = lintedDashboard(JSON.parse(body), fleet)
    if (dashboard) folders.set(folderOf(path), [...(folders.get(folderOf(path)) ?? []), dashboard])
  }
  return folders
}

/**
 * Every dashboard in both schemas, and beside them one `.lint` file a folder: what linters cannot ask of these
 * dashboards. It is JSON, which is YAML: both linters read it. Throws an Error that names every rule that a dashboard breaks: a fault of a generator, not
 * of a definition.
 */
export const dashboardFiles: Generator = (fleet) => {
  const all = allDashboards(fleet)
  const artefacts = all.map(classicFile)
  const folders = [...byFolder(artefacts, fleet)].map(([folder, found]) => {
    const exclusions = exclusionsFor(found)
    return { folder, exclusions, broken: found.flatMap((dashboard) => violations(dashboard, exclusions)) }
  })
  const broken = folders.flatMap((each) => each.broken)
  if (broken.length > 0) throw new Error(`dashboards break rules:\n  ${broken.join('\n  ')}`)
  const files = folders.flatMap(({ folder, exclusions }) => {
    const body = `${JSON.stringify({ exclusions }, null, 2)}\n`
    const ofResources = folder.replace(generatedFolders.dashboards, generatedFolders.dashboardResources)
    return [folder, ofResources].map((each) => ({ path: `${each}/.lint`, body }))
  })
  return [...artefacts, ...files, ...all.map(resourceFile)]
}
