import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
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
