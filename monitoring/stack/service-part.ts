import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../src/model/failure.ts'
import type { WatchedService } from './configuration.ts'
import { identityFile, logFile, type StackFolders } from './folders.ts'
import { type MonitoringOptions, only } from './monitoring-parts.ts'
import { type Part, probedAt } from './parts.ts'

const built = 'wallet/dist/server.js'

/** Whether the working repository holds the reference service. Throws a Failure when it is there but not built. */
export function holdsService(directory: string): boolean {
  if (!existsSync(join(directory, 'wallet/package.json'))) return false
  if (existsSync(join(directory, built))) return true
  throw new Failure(`${built} is not there: the wallet service is not built`, 'Run "npm run build".')
}

/** The file by which the running service is broken and mended. Deleted before each start of the service. */
export function faultsFile(folders: StackFolders): string {
  return join(folders.root, 'faults')
}

/** The reference service on the given database. */
export function servicePart(
  directory: string,
  service: WatchedService,
  databaseUrl: string,
  { folders, ports, environment }: MonitoringOptions,
): Part {
  const port = ports['wallet-service']
  const endpoint = `http://127.0.0.1:${port}`
  return {
    name: 'wallet-service',
    port,
    endpoint,
    launch: {
      command: process.execPath,
      args: [join(directory, built)],
      directory,
      environment: {
        ...only(environment, ['DATABASE_POOL_MAX', 'FAULTS', 'LOG_LEVEL', 'TZ']),
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        DATABASE_URL: databaseUrl,
        FAULTS_FILE: faultsFile(folders),
      },
      logFile: logFile(folders, 'wallet-service'),
      identityFile: identityFile(folders, 'wallet-service'),
    },
    ...probedAt(`${endpoint}${service.endpoints.ready}`),
    startFiles: [join(directory, built)],
    discarded: faultsFile(folders),
  }
}
