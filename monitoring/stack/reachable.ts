import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure } from '../../src/model/failure.ts'

/** The user that a server runs as when we are root ourselves. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

function lookUp(name: string): ServerUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }))
  if (uid?.status !== 0 || gid?.status !== 0) return undefined
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
}

/**
 * The user that PostgreSQL runs as, which refuses to be root: `undefined` (ourselves) unless we are root, else the
 * system's `postgres`, created when missing. Throws a Failure when it cannot be created.
 */
export function databaseUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const known = lookUp('postgres') ?? lookUp('_postgres')
  if (known !== undefined) return known
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'])
  const created = lookUp('postgres')
  if (created !== undefined) return created
  throw new Failure(
    'PostgreSQL refuses to run as root, and no user "postgres" could be created for it',
    'Create one (useradd --system postgres), run as a normal user, or set DATABASE_URL to a database of your own.',
  )
}

/** Creates a folder, and makes what it creates open to every user, whatever the umask. */
export async function makeReachable(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true })
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await chmod(made, 0o755)
}

/** Throws a Failure that names the first folder above `directory` that the user cannot enter. */
export function requireReachable(directory: string, user: ServerUser): void {
  const folders: string[] = []
  for (let folder = dirname(directory); ; folder = dirname(folder)) {
    folders.unshift(folder)
    if (folder === dirname(folder)) break
  }
  const closed = folders.find((folder) => {
    const { mode, uid, gid } = statSync(folder)
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001
    return (mode & bit) === 0
  })
  if (closed !== undefined) {
    throw new Failure(
      `${directory} cannot be used by the database: its user (number ${user.uid}) may not enter ${closed}`,
      'Choose a cache folder that every user can reach, such as /var/cache/sidelight (SIDELIGHT_CACHE).',
    )
  }
}
