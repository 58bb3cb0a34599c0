import { randomBytes } from 'node:crypto'
import { existsSync, realpathSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { generatedFolders } from '../../src/model/names.ts'
import { programsOnPath } from '../tools/tools.ts'
import { identityFile, logFile } from './folders.ts'
import type { MonitoringOptions } from './monitoring-parts.ts'
import { type Part, probedAt } from './parts.ts'

/** An installed Grafana: its program, and the folder with its web pages and defaults. */
export interface GrafanaInstallation {
  readonly command: string
  readonly home: string
}

/** Looks for `grafana`, or the older `grafana-server`, on the PATH, and for its home beside it or where packages put it. */
export async function findGrafana(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<GrafanaInstallation | undefined> {
  const programs = await Promise.all(['grafana', 'grafana-server'].map((name) => programsOnPath(name, environment)))
  for (const command of programs.flat()) {
    const folder = dirname(realpathSync(command))
    const homes = [join(folder, '..'), join(folder, '../share/grafana'), '/usr/share/grafana']
    const home = homes.find((candidate) => existsSync(join(candidate, 'conf/defaults.ini')))
    if (home !== undefined) return { command, home }
  }
  return undefined
}

/** A password that nobody is told: made once, so that a second start finds nothing changed. */
async function hiddenPassword(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known !== undefined) return known.trim()
  const password = randomBytes(24).toString('base64url')
  await writeFile(file, `${password}\n`, { mode: 0o600 })
  return password
}

async function login(directory: string, chosen: string | undefined): Promise<Record<string, string>> {
  if (chosen) return { GF_SECURITY_ADMIN_PASSWORD: chosen }
  return {
    GF_SECURITY_ADMIN_PASSWORD: await hiddenPassword(join(directory, 'admin-password')),
    GF_AUTH_DISABLE_LOGIN_FORM: 'true',
    GF_AUTH_BASIC_ENABLED: 'false',
  }
}

/** Grafana with the provisioning that docker-compose.yml mounts. Whoever comes is a viewer; with a password one may log in. */
export async function grafanaPart(
  installation: GrafanaInstallation,
  repository: string,
  provisioning: string,
  { folders, ports, environment }: MonitoringOptions,
): Promise<Part> {
  const directory = join(folders.root, 'grafana')
  const port = ports.grafana
  const endpoint = `http://127.0.0.1:${port}`
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const subcommand = basename(installation.command) === 'grafana' ? ['server'] : []
  return {
    name: 'grafana',
    port,
    endpoint,
    launch: {
      command: installation.command,
      args: [...subcommand, `--homepath=${installation.home}`],
      directory,
      environment: {
        GF_SERVER_HTTP_ADDR: '127.0.0.1',
        GF_SERVER_HTTP_PORT: String(port),
        GF_PATHS_DATA: join(directory, 'data'),
        GF_PATHS_LOGS: join(directory, 'logs'),
        GF_PATHS_PLUGINS: join(directory, 'plugins'),
        GF_PATHS_PROVISIONING: provisioning,
        GF_AUTH_ANONYMOUS_ENABLED: 'true',
        GF_AUTH_ANONYMOUS_ORG_ROLE: 'Viewer',
        GF_ANALYTICS_REPORTING_ENABLED: 'false',
        GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
        GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
        ...(await login(directory, environment['GRAFANA_ADMIN_PASSWORD'])),
        PROMETHEUS_URL: `http://127.0.0.1:${ports.prometheus}`,
        DASHBOARDS_PATH: join(repository, generatedFolders.dashboards),
      },
      logFile: logFile(folders, 'grafana'),
      identityFile: identityFile(folders, 'grafana'),
    },
    ...probedAt(`${endpoint}/api/health`),
    startFiles: [],
    // The admin's password is set in an empty store alone, and all that Grafana shows is in files.
    discarded: join(directory, 'data'),
  }
}
