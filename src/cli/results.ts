import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../model/failure.ts'

/** Name of a file in a run's folder -> its text. */
export type RunFiles = Readonly<Record<string, string>>

const testidPattern = /^[a-z0-9][a-z0-9.-]*$/i

function unwritable(folder: string, cause: unknown): Failure {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
  return new Failure(
    `the results folder ${folder} cannot be written (${code})`,
    `${code === 'ENOSPC' || code === 'EDQUOT' ? 'Make room there' : 'Make it writable'}, or name another with --results-dir.`,
  )
}

/** Makes the folder of results, so that a run does not end with nowhere to go. Throws a Failure where it cannot. */
export async function prepareResults(resultsDirectory: string): Promise<void> {
  const probe = join(resultsDirectory, 'current', `.probe-${process.pid}`)
  try {
    await mkdir(probe, { recursive: true })
    await rm(probe, { recursive: true })
  } catch (cause) {
    throw unwritable(resultsDirectory, cause)
  }
}

async function testidOf(folder: string): Promise<string> {
  try {
    const { testid } = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as { testid?: unknown }
    if (typeof testid === 'string' && testidPattern.test(testid)) return testid
  } catch {
    // A folder without a readable run.json is archived too, under a name of its own.
  }
  return `unknown-${Date.now()}`
}

async function archive(resultsDirectory: string, scenario: string): Promise<void> {
  const current = join(resultsDirectory, 'current', scenario)
  if (!existsSync(current)) return
  const folder = join(resultsDirectory, 'archive', scenario)
  await mkdir(folder, { recursive: true })
  const testid = await testidOf(current)
  const taken = existsSync(join(folder, testid))
  await rename(current, join(folder, taken ? `${testid}-${Date.now()}` : testid))
}

/**
 * Writes the files of a run to `current/<scenario>/`, whole or not at all, and moves the run that was there to
 * `archive/<scenario>/<testid>/`. Gives the folder. Throws a Failure where the disk refuses; what was there then stays.
 */
export async function storeRun(
  resultsDirectory: string,
  { scenario, testid }: { readonly scenario: string; readonly testid: string },
  files: RunFiles,
): Promise<string> {
  const current = join(resultsDirectory, 'current', scenario)
  // On the same file system as its goal: a rename is then one step.
  const partial = join(resultsDirectory, 'current', `.${scenario}-${testid}`)
  try {
    await mkdir(partial, { recursive: true })
    for (const [name, text] of Object.entries(files)) await writeFile(join(partial, name), text)
    await archive(resultsDirectory, scenario)
    await rename(partial, current)
    return current
  } catch (cause) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined)
    throw unwritable(resultsDirectory, cause)
  }
}
