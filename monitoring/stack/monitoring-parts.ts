import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { identityFile, logFile, type StackFolders } from './folders.ts'
import { type Part, probedAt, type StackPorts } from './parts.ts'

/** The longest window of an SLO (30 days) and a tenth more. docker-compose.yml says the same; a test compares them. */
export const retention = '33d'

/** What the parts that watch are made from. */
export interface MonitoringOptions {
  readonly folders: StackFolders
  readonly ports: StackPorts
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Whether Prometheus and Alertmanager begin with an empty memory, kept apart from that of every day. */
  readonly isRehearsal: boolean
}

const rehearsal = 'rehearsal'

/** What a rehearsal leaves behind once its parts have ended. */
export function rehearsalFolders({ root }: StackFolders): readonly string[] {
  return ['prometheus', 'alertmanager'].map((part) => join(root, part, rehearsal))
}

/** Where a part keeps what it remembers, and whether that ends with it. */
function memory(directory: string, isRehearsal: boolean): { readonly data: string } & Pick<Part, 'discarded'> {
  const data = join(directory, isRehearsal ? rehearsal : 'data')
  return { data, ...(isRehearsal ? { discarded: data } : {}) }
}

/** The named variables of the environment that are set. */
export function only(
  environment: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const entries = names.map((name) => [name, environment[name]] as const)
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** Prometheus, with the receiver for what k6 writes. */
export async function prometheusPart(command: string, options: MonitoringOptions): Promise<Part> {
  const { folders, ports, isRehearsal } = options
  const directory = join(folders.root, 'prometheus')
  await mkdir(directory, { recursive: true })
  const { data, ...rest } = memory(directory, isRehearsal)
  const port = ports.prometheus
  const endpoint = `http://127.0.0.1:${port}`
  return {
    name: 'prometheus',
    port,
    endpoint,
    launch: {
      command,
      args: [
        `--config.file=${join(directory, 'prometheus.yml')}`,
        `--storage.tsdb.path=${data}`,
        `--storage.tsdb.retention.time=${retention}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // What links in notifications begin with; the machine's own name would be taken otherwise.
        `--web.external-url=${endpoint}`,
        '--web.enable-remote-write-receiver',
      ],
      directory,
      environment: {},
      logFile: logFile(folders, 'prometheus'),
      identityFile: identityFile(folders, 'prometheus'),
    },
    ...probedAt(`${endpoint}/-/ready`),
    startFiles: [],
    ...rest,
  }
}

/** Alertmanager, alone: without a port for a cluster. It looks for `webhook_url` in its working directory. */
export async function alertmanagerPart(command: string, options: MonitoringOptions): Promise<Part> {
  const { folders, ports, isRehearsal } = options
  const directory = join(folders.root, 'alertmanager')
  await mkdir(directory, { recursive: true })
  const { data, ...rest } = memory(directory, isRehearsal)
  const port = ports.alertmanager
  const endpoint = `http://127.0.0.1:${port}`
  return {
    name: 'alertmanager',
    port,
    endpoint,
    launch: {
      command,
      args: [
        `--config.file=${join(directory, 'alertmanager.yml')}`,
        `--storage.path=${data}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // What links in notifications begin with; the machine's own name would be taken otherwise.
        `--web.external-url=${endpoint}`,
        '--cluster.listen-address=',
      ],
      directory,
      // A receiver may lie behind a proxy.
      environment: only(options.environment, [
        'HTTP_PROXY',
        'HTTPS_PROXY',
        'NO_PROXY',
        'http_proxy',
        'https_proxy',
        'no_proxy',
      ]),
      logFile: logFile(folders, 'alertmanager'),
      identityFile: identityFile(folders, 'alertmanager'),
    },
    ...probedAt(`${endpoint}/-/ready`),
    startFiles: [],
    ...rest,
  }
}
