import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { Failure } from '../../src/model/failure.ts'

/**
 * The folder that holds what is made once for the whole machine: built tools, PostgreSQL, the data of databases.
 * `SIDELIGHT_CACHE` names another. As root it lies where the database's own user can go, never below the home folder.
 * Throws a Failure when `SIDELIGHT_CACHE` is no absolute path.
 */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>>): string {
  const chosen = environment['SIDELIGHT_CACHE']
  if (chosen) {
    if (isAbsolute(chosen)) return chosen
    throw new Failure(`SIDELIGHT_CACHE is "${chosen}", which is no absolute path`, 'Give the whole path of a folder.')
  }
  if (process.getuid?.() === 0) return '/var/cache/sidelight'
  return join(environment['XDG_CACHE_HOME'] || join(environment['HOME'] || homedir(), '.cache'), 'sidelight')
}
