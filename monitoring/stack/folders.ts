import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { PartName } from './parts.ts'

/** Where the stack of one working repository keeps its files. */
export interface StackFolders {
  /** `.sidelight/stack`: everything but what the database's own user must reach. */
  readonly root: string
  readonly logs: string
  readonly identities: string
  readonly state: string
  readonly lock: string
  /** The database: below the cache folder, one for each working repository. */
  readonly database: string
}

/** The folders of the stack of a working repository. Creates nothing. */
export function stackFolders(directory: string, cacheDirectory: string): StackFolders {
  const root = join(directory, '.sidelight/stack')
  const repository = createHash('sha256').update(directory).digest('hex').slice(0, 12)
  return {
    root,
    logs: join(root, 'logs'),
    identities: join(root, 'run'),
    state: join(root, 'state.json'),
    lock: join(root, 'lock'),
    database: join(cacheDirectory, 'databases', repository),
  }
}

/** The log of one part. */
export function logFile(folders: StackFolders, part: PartName): string {
  return join(folders.logs, `${part}.log`)
}

/** The file in which one part wrote down who it is. */
export function identityFile(folders: StackFolders, part: PartName): string {
  return join(folders.identities, `${part}.identity`)
}
