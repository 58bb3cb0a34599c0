import { existsSync } from 'node:fs'
import { identityFile, type StackFolders } from './folders.ts'
import { answers, type PartName, partNames } from './parts.ts'
import { takesConnections } from './postgres.ts'
import { readState } from './state.ts'
import { lastWords, runningPart } from './supervise.ts'

/** What a part does now. `crashed`: it was started and nobody stopped it, yet it does not run. */
export type PartCondition = 'up' | 'not ready' | 'crashed'

/** One part of the stack as it is now. */
export interface PartStatus {
  readonly name: PartName
  readonly condition: PartCondition
  readonly port: number
  /** Without any password. */
  readonly endpoint: string
  readonly pid?: number
  /** The end of its log, when it is not up. */
  readonly lastWords?: string
}

/** What the stack of a working repository does now: the parts that were started and not stopped, in their order. */
export async function stackStatus(folders: StackFolders): Promise<readonly PartStatus[]> {
  const { parts } = await readState(folders)
  const names = partNames.filter((name) => parts[name] !== undefined || existsSync(identityFile(folders, name)))
  const statuses = names.map(async (name): Promise<PartStatus> => {
    const { port = 0, endpoint = '', probe } = parts[name] ?? {}
    const identity = runningPart(folders, name)
    if (identity === undefined) {
      return { name, condition: 'crashed', port, endpoint, lastWords: await lastWords(folders, name, 10) }
    }
    const works = probe === undefined ? await takesConnections(folders.database, identity.pid) : await answers(probe)
    const known = { name, port, endpoint, pid: identity.pid }
    return works
      ? { ...known, condition: 'up' }
      : { ...known, condition: 'not ready', lastWords: await lastWords(folders, name, 10) }
  })
  return await Promise.all(statuses)
}
