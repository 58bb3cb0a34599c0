import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Artefact } from '../model/artefact.ts'
import { generatedFolders } from '../model/names.ts'

/** How a generated file on disk differs from what the definition gives. `line` is the first one that does. */
export interface Drift {
  readonly kind: 'missing' | 'changed' | 'extra'
  readonly path: string
  readonly line?: number
}

const owned = [
  generatedFolders.dashboards,
  generatedFolders.dashboardResources,
  generatedFolders.alerts,
  generatedFolders.runbooks,
]

async function filesBelow(directory: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(directory, folder), { withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'ENOENT') return []
      throw cause
    },
  )
  const nested = entries.map((entry) =>
    entry.isDirectory() ? filesBelow(directory, `${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  )
  return (await Promise.all(nested)).flat()
}

function firstDifference(left: string, right: string): number {
  const other = right.split('\n')
  return left.split('\n').findIndex((line, index) => line !== other[index]) + 1
}

async function driftOf(directory: string, artefact: Artefact): Promise<Drift | undefined> {
  const body = await readFile(join(directory, artefact.path), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined
    throw cause
  })
  if (body === undefined) return { kind: 'missing', path: artefact.path }
  if (body === artefact.body) return undefined
  return {
    kind: 'changed',
    path: artefact.path,
    line: firstDifference(artefact.body, body) || artefact.body.split('\n').length,
  }
}

/** Compares the generated folders with the artefacts: what is missing, what differs, and what nothing generates. */
export async function compareArtefacts(directory: string, artefacts: readonly Artefact[]): Promise<readonly Drift[]> {
  const expected = new Set(artefacts.map(({ path }) => path))
  const found = (await Promise.all(owned.map((folder) => filesBelow(directory, folder)))).flat()
  const extra = found.filter((path) => !expected.has(path)).map((path): Drift => ({ kind: 'extra', path }))
  const drifts = await Promise.all(artefacts.map((artefact) => driftOf(directory, artefact)))
  return [...drifts.filter((drift) => drift !== undefined), ...extra].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** Writes a file whole or not at all: readers see the old text or the new one. */
export async function writeWhole(path: string, body: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const unfinished = `${path}.${process.pid}.tmp`
  await writeFile(unfinished, body)
  await rename(unfinished, path)
}

/** Mends the drift that `compareArtefacts` found: writes what is missing or differs, removes what nothing generates. */
export async function writeArtefacts(
  directory: string,
  artefacts: readonly Artefact[],
  drifts: readonly Drift[],
): Promise<void> {
  const bodies = new Map(artefacts.map(({ path, body }) => [path, body]))
  for (const { kind, path } of drifts)
    if (kind === 'extra') await rm(join(directory, path))
    else await writeWhole(join(directory, path), bodies.get(path) ?? '')
}
