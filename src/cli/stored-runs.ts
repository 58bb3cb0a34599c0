import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunRecord, runSchemaVersion } from '../analysis/run.ts'
import type { Verdict } from '../analysis/verdict.ts'
import { Failure } from '../model/failure.ts'

/** A run that lies in the results. */
export interface StoredRun {
  readonly run: RunRecord
  readonly verdict: Verdict
  /** Absolute. */
  readonly folder: string
  /** The newest run of its scenario, or one that a newer run moved away. */
  readonly place: 'current' | 'archive'
}

/** The runs that can be read, newest first, and the folders whose files cannot. */
export interface StoredRuns {
  readonly runs: readonly StoredRun[]
  readonly unreadable: readonly string[]
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  // A name with a dot in front is a run that is being written.
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => join(folder, name))
}

async function parsed<Content extends { readonly schemaVersion: number }>(file: string): Promise<Content> {
  const content = JSON.parse(await readFile(file, 'utf8')) as Content
  if (content.schemaVersion > runSchemaVersion) throw new RangeError(`${file} is of a newer version`)
  return content
}

async function storedRun(folder: string, place: StoredRun['place']): Promise<StoredRun | undefined> {
  try {
    const [run, verdict] = await Promise.all([
      parsed<RunRecord>(join(folder, 'run.json')),
      parsed<Verdict>(join(folder, 'verdict.json')),
    ])
    const whole = typeof run.testid === 'string' && typeof run.startedAt === 'string' && Array.isArray(verdict.rows)
    return whole ? { run, verdict, folder, place } : undefined
  } catch {
    return undefined
  }
}

/** Reads all runs below a results folder. What is no run is named, and stops nothing. */
export async function storedRuns(resultsDirectory: string): Promise<StoredRuns> {
  const current = await foldersIn(join(resultsDirectory, 'current'))
  const scenarios = await foldersIn(join(resultsDirectory, 'archive'))
  const archived = (await Promise.all(scenarios.map(foldersIn))).flat()
  const places = [
    ...current.map((folder) => ({ folder, place: 'current' as const })),
    ...archived.map((folder) => ({ folder, place: 'archive' as const })),
  ]
  const read = await Promise.all(
    places.map(async ({ folder, place }) => ({ folder, run: await storedRun(folder, place) })),
  )
  return {
    runs: read
      .flatMap(({ run }) => run ?? [])
      .sort((one, other) => Date.parse(other.run.startedAt) - Date.parse(one.run.startedAt)),
    unreadable: read.filter(({ run }) => run === undefined).map(({ folder }) => folder),
  }
}

/**
 * The run of this testid, or the newest one of this scenario, or the newest one of all where nothing is named. Throws a
 * Failure where there is none.
 */
export function chosenRun({ runs }: StoredRuns, named: string | undefined): StoredRun {
  const found = runs.find(({ run }) => named === undefined || run.testid === named || run.scenario === named)
  if (found !== undefined) return found
  throw new Failure(
    named === undefined ? 'there are no results' : `there is no run "${named}", and no run of such a scenario`,
    runs.length === 0
      ? 'Run a load first: npx sidelight load load-test-basic; or name the folder with --results-dir.'
      : 'npx sidelight results list shows what there is.',
  )
}
