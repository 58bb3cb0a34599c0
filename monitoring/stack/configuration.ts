import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generatedFolders, labels } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import type { StackPorts } from './parts.ts'

/** What the stack has to know of a service that it watches. */
export type WatchedService = Pick<Service, 'name' | 'job' | 'baseUrl' | 'endpoints'>

/** What the configuration of the stack is made from. */
export interface ConfigurationOptions {
  /** The working repository. */
  readonly directory: string
  /** The installed package: its configuration serves where the working repository has none of its own. */
  readonly packageDirectory: string
  readonly fleet: readonly WatchedService[]
  readonly ports: StackPorts
  /** The service that the stack runs itself, at its own port. */
  readonly ownService: string | undefined
  /** Where Alertmanager delivers. */
  readonly webhook: string
  /** A folder with rules in the place of the generated ones. Absolute. Scrapes and evaluations come each second then. */
  readonly rehearsedRules?: string | undefined
}

/** Nothing listens on the discard port: without a receiver, alerts are seen in Prometheus and Alertmanager alone. */
export const noWebhook = 'http://127.0.0.1:9/'

/** A file or folder of the stack's configuration: the working repository's own, else the package's. */
export function configurationPath(
  options: Pick<ConfigurationOptions, 'directory' | 'packageDirectory'>,
  path: string,
): string {
  const own = join(options.directory, 'monitoring', path)
  return existsSync(own) ? own : join(options.packageDirectory, 'monitoring', path)
}

interface TargetGroup {
  readonly targets: readonly string[]
  readonly labels?: Readonly<Record<string, string>>
}

function serviceTarget(service: WatchedService, { ports, ownService }: ConfigurationOptions): TargetGroup {
  const url = new URL(service.name === ownService ? `http://127.0.0.1:${ports['wallet-service']}` : service.baseUrl)
  const scheme = url.protocol.slice(0, -1)
  return {
    targets: [url.port === '' ? `${url.host}:${scheme === 'https' ? 443 : 80}` : url.host],
    labels: {
      job: service.job,
      [labels.service]: service.name,
      __scheme__: scheme,
      __metrics_path__: `${url.pathname.replace(/\/$/, '')}${service.endpoints.metrics}`,
    },
  }
}

/** What Prometheus scrapes and whom it tells of alerts: the content of its target files. JSON is YAML, too. */
export function targetFiles(options: ConfigurationOptions): Readonly<Record<string, readonly TargetGroup[]>> {
  const alertmanager = `127.0.0.1:${options.ports.alertmanager}`
  return {
    'services.yml': options.fleet
      .filter(({ endpoints }) => endpoints.metrics !== undefined)
      .map((service) => serviceTarget(service, options)),
    'monitoring.yml': [
      { targets: [`127.0.0.1:${options.ports.prometheus}`], labels: { job: 'prometheus' } },
      { targets: [alertmanager], labels: { job: 'alertmanager' } },
    ],
    'alertmanagers.yml': [{ targets: [alertmanager] }],
  }
}

/** The file of Prometheus with every interval and timeout a second, so that windows of seconds hold several samples. */
export function everySecond(configuration: string): string {
  return configuration.replace(/\b(scrape_interval|scrape_timeout|evaluation_interval):\s*[^\s,}#]+/g, '$1: 1s')
}

async function replace(path: string, target: string): Promise<void> {
  await rm(path, { recursive: true, force: true })
  await symlink(target, path)
}

/**
 * Lays the configuration out below `root` as the containers see it: `prometheus/` and `alertmanager/`. Rules are linked,
 * not copied, so that a reload reads what was generated last.
 */
export async function writeConfiguration(root: string, options: ConfigurationOptions): Promise<void> {
  const prometheus = join(root, 'prometheus')
  await mkdir(join(prometheus, 'targets'), { recursive: true })
  const { rehearsedRules } = options
  const text = await readFile(configurationPath(options, 'prometheus/prometheus.yml'), 'utf8')
  await writeFile(join(prometheus, 'prometheus.yml'), rehearsedRules === undefined ? text : everySecond(text))
  await replace(join(prometheus, 'rules'), rehearsedRules ?? join(options.directory, generatedFolders.alerts))
  for (const [name, groups] of Object.entries(targetFiles(options))) {
    await writeFile(join(prometheus, 'targets', name), `${JSON.stringify(groups, null, 2)}\n`)
  }
  const alertmanager = join(root, 'alertmanager')
  await mkdir(alertmanager, { recursive: true, mode: 0o700 })
  // The generated receivers name this file, which Alertmanager looks for in its working directory.
  await writeFile(join(alertmanager, 'webhook_url'), `${options.webhook}\n`, { mode: 0o600 })
  await replace(
    join(alertmanager, 'alertmanager.yml'),
    join(options.directory, generatedFolders.alerts, 'fleet/alertmanager.yml'),
  )
}

/** The text of everything that Prometheus and Alertmanager read again when told to, in a fixed order. */
export async function reloadableText(root: string, directory: string): Promise<string> {
  const alerts = join(directory, generatedFolders.alerts)
  const generated = existsSync(alerts) ? (await readdir(alerts, { recursive: true })).sort() : []
  const files = [
    join(root, 'prometheus/prometheus.yml'),
    ...generated.filter((name) => /(\.rules|\/alertmanager)\.yml$/.test(name)).map((name) => join(alerts, name)),
  ]
  const texts = await Promise.all(files.map(async (file) => `${file}\n${await readFile(file, 'utf8')}`))
  return texts.join('\n')
}
