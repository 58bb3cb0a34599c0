import { type ChildProcess, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Artefact } from '../../src/model/artefact.ts'
import { generatedFolders } from '../../src/model/names.ts'

/** Writes generated files into a new temporary folder and returns the one of the alerts in it. */
export function written(artefacts: readonly Artefact[]): string {
  const root = mkdtempSync(join(tmpdir(), 'alerts-'))
  for (const { path, body } of artefacts) {
    const file = join(root, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, body)
  }
  return join(root, generatedFolders.alerts)
}

/** Removes what `written` made. */
export function discard(folder: string): void {
  rmSync(join(folder, '../..'), { recursive: true, force: true })
}

/** The files below the folder whose names end so, relative to it, sorted. */
export function filesEnding(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .sort()
}

/** What a tool says about files of a folder: its exit code and all that it prints. */
export function judged(tool: string, parameters: readonly string[], folder: string): { code: number; output: string } {
  const { status, stdout, stderr } = spawnSync(tool, parameters, { cwd: folder, encoding: 'utf8' })
  return { code: status ?? -1, output: stdout + stderr }
}

/** What the attempt returns as soon as it is something; throws after half a minute of nothing. */
export async function until<T>(what: string, attempt: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const result = await attempt()
    if (result !== undefined) return result
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`gave up waiting: ${what}`)
}

/** Ends a process that the test started, and waits for its end. */
export async function ended(process: ChildProcess | undefined): Promise<void> {
  if (!process || process.exitCode !== null || process.signalCode !== null) return
  const exit = new Promise((resolve) => process.once('exit', resolve))
  process.kill()
  await exit
}
