import type { Artefact, Generator } from '../src/model/artefact.ts'
import { exclusionsFor } from './exclusions-of.ts'
import { dashboards } from './index.ts'
import { type LintedDashboard, lintedDashboard } from './lint/linted.ts'

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

/** One `.lint` file beside the dashboards of each folder. It is JSON, which is YAML: both linters read it. */
export const lintExclusions: Generator = (fleet) => {
  const folders = new Map<string, LintedDashboard[]>()
  for (const { path, body } of dashboards(fleet)) {
    const dashboard = lintedDashboard(JSON.parse(body), fleet)
    if (dashboard) folders.set(folderOf(path), [...(folders.get(folderOf(path)) ?? []), dashboard])
  }
  return [...folders].map(([folder, found]): Artefact => {
    const body = `${JSON.stringify({ exclusions: exclusionsFor(found) }, null, 2)}\n`
    return { path: `${folder}/.lint`, body }
  })
}
