import { dashboards } from '../../dashboards/index.ts'
import { defaultDataSources, type WantedDashboard, withDataSource } from '../analysis/dashboard-deployment.ts'
import { type JsonObject, objectOf, textOf } from '../analysis/json.ts'
import type { Artefact } from '../model/artefact.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { fleetFolder, generatedFolders, grafanaFolderUid } from '../model/names.ts'
import type { Fleet } from '../model/service.ts'
import { compareArtefacts } from './generated-files.ts'

/** The folder's name below generated/dashboards: a service's, or the fleet's. */
function ownerOf(path: string): string {
  return path.slice(generatedFolders.dashboards.length + 1).split('/')[0] ?? ''
}

/** As it is deployed: a dashboard that lives in Grafana's database can be edited there, and Grafana counts its versions. */
function deployable(file: JsonObject, dataSource: string | undefined): JsonObject {
  const { id: _, uid: __, version: ___, ...content } = file
  const editable = { ...content, editable: true }
  return dataSource === undefined ? editable : withDataSource(editable, dataSource, 'prometheus')
}

/** The generated dashboards as they are to stand in Grafana, each in its service's folder. */
export function wantedDashboards(
  artefacts: readonly Artefact[],
  dataSource: string | undefined,
): readonly WantedDashboard[] {
  return artefacts.map(({ path, body }) => {
    const file = objectOf(JSON.parse(body))
    return {
      uid: textOf(file['uid']),
      title: textOf(file['title']),
      folder: grafanaFolderUid(ownerOf(path)),
      content: deployable(file, dataSource),
      file,
    }
  })
}

/** Folders of a fleet in Grafana: uid -> title. */
export function grafanaFolders(fleet: Fleet): ReadonlyMap<string, string> {
  const services = fleet.map(({ name, title }) => [grafanaFolderUid(name), title] as const)
  return new Map([...services, [grafanaFolderUid(fleetFolder), 'All services']])
}

/** The data sources that these dashboards ask for first: uid -> type. */
export function wantedDataSources(wanted: readonly WantedDashboard[]): ReadonlyMap<string, string> {
  return new Map(wanted.flatMap(({ content }) => [...defaultDataSources(content)]))
}

/**
 * The dashboards that the definition gives, which must be those in `generated/`: what is deployed has been looked at and
 * committed. Throws a Failure (exit code 1) where they differ.
 */
export async function generatedDashboards(directory: string, fleet: Fleet): Promise<readonly Artefact[]> {
  const artefacts = dashboards(fleet)
  const drifts = await compareArtefacts(directory, artefacts)
  const stale = drifts.filter(
    ({ path }) => path.startsWith(`${generatedFolders.dashboards}/`) && path.endsWith('.json'),
  )
  if (stale.length === 0) return artefacts
  throw new Failure(
    `${generatedFolders.dashboards} is not what the definition gives: ${stale.map(({ path, kind }) => `${path} (${kind})`).join(', ')}`,
    'Run `npx sidelight generate` and look at what it changes; then deploy.',
    exitCode.broken,
  )
}
