import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { generatedFolders } from '../../src/model/names.ts'
import { identityFile, logFile } from './folders.ts'
import type { MonitoringOptions } from './monitoring-parts.ts'
import { type Part, probedAt } from './parts.ts'

interface Places {
  /** The working repository. */
  readonly directory: string
  /** The installed package. */
  readonly packageDirectory: string
}

const command = 'dist/sidelight.js'

/** Whether there are dashboards to show, and a built page to show them with. */
export function canPreview({ directory, packageDirectory }: Places): boolean {
  const built = [command, 'dist/preview/page.js'].every((file) => existsSync(join(packageDirectory, file)))
  return built && existsSync(join(directory, generatedFolders.dashboards))
}

/** The generated dashboards in a browser, at the addresses that they have in Grafana. */
export function previewPart({ directory, packageDirectory }: Places, { folders, ports }: MonitoringOptions): Part {
  const port = ports.preview
  const endpoint = `http://127.0.0.1:${port}`
  const file = join(packageDirectory, command)
  const source = [generatedFolders.dashboards, '--prometheus-url', `http://127.0.0.1:${ports.prometheus}`]
  return {
    name: 'preview',
    port,
    endpoint,
    launch: {
      command: process.execPath,
      args: [file, '-C', directory, 'preview', ...source, '--port', String(port)],
      directory,
      environment: {},
      logFile: logFile(folders, 'preview'),
      identityFile: identityFile(folders, 'preview'),
    },
    ...probedAt(`${endpoint}/api/health`),
    startFiles: [file],
  }
}
