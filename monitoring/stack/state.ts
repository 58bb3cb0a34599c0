import { readFile, rename, writeFile } from 'node:fs/promises'
import type { StackFolders } from './folders.ts'
import type { PartName } from './parts.ts'

/** What is on record of one part. Holds no secret: an endpoint stands here without its password. */
export interface PartRecord {
  readonly port: number
  readonly endpoint: string
  /** An address that answers 200 when the part does its work; the database has none. */
  readonly probe?: string
  /** Digest of how it was launched: another one means that it has to start anew. */
  readonly fingerprint: string
}

/** What the stack of a working repository remembers between commands. */
export interface StackState {
  readonly schemaVersion: 1
  readonly parts: Readonly<Partial<Record<PartName, PartRecord>>>
  /** Digest of the configuration that Prometheus and Alertmanager read last. */
  readonly reloadable?: string
}

const nothing: StackState = { schemaVersion: 1, parts: {} }

/** The state on record; an empty one when there is none, or none that this version understands. */
export async function readState(folders: StackFolders): Promise<StackState> {
  const text = await readFile(folders.state, 'utf8').catch(() => undefined)
  if (text === undefined) return nothing
  try {
    const state = JSON.parse(text) as StackState
    return state.schemaVersion === 1 ? state : nothing
  } catch {
    return nothing
  }
}

/** Writes the state whole or not at all. */
export async function writeState(folders: StackFolders, state: StackState): Promise<void> {
  await writeFile(`${folders.state}.partial`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
  await rename(`${folders.state}.partial`, folders.state)
}
