import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findGrafana, type GrafanaInstallation } from '../../../monitoring/stack/grafana-part.ts'
import { freePort } from './prometheus-server.ts'

/** A running Grafana of a test. */
export interface GrafanaServer {
  readonly url: string
  readonly user: string
  readonly password: string
  /** Ends what this test started, and removes its data; nothing where the Grafana was given. */
  stop(): Promise<void>
}

const password = 'only-for-this-test'

/** The Grafana of this machine: on the PATH, or the one whose folder GRAFANA_HOME names, with its program in `../bin`. */
export async function installedGrafana(): Promise<GrafanaInstallation | undefined> {
  const home = process.env['GRAFANA_HOME']
  if (home === undefined) return await findGrafana(process.env)
  const command = [join(home, 'bin/grafana'), join(home, '../bin/grafana')].find(existsSync)
  return command === undefined ? undefined : { command, home }
}

async function writeProvider(folder: string, dashboards: string): Promise<void> {
  await mkdir(join(folder, 'dashboards'), { recursive: true })
  const provider = { name: 'files', type: 'file', allowUiUpdates: false, updateIntervalSeconds: 3600 }
  const options = { path: dashboards, foldersFromFilesStructure: true }
  // JSON is YAML.
  await writeFile(
    join(folder, 'dashboards/files.yml'),
    JSON.stringify({ apiVersion: 1, providers: [{ ...provider, options }] }),
  )
}

/** Starts a real Grafana on a free port of loopback and waits until it answers. `dashboards`: a folder that it provisions. */
export async function startGrafana(
  { command, home }: GrafanaInstallation,
  dashboards?: string,
): Promise<GrafanaServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sidelight-grafana-'))
  const port = await freePort()
  await mkdir(join(folder, 'provisioning'))
  if (dashboards !== undefined) await writeProvider(join(folder, 'provisioning'), dashboards)
  const child = spawn(command, ['server', `--homepath=${home}`], {
    stdio: 'ignore',
    env: {
      ...process.env,
      GF_SERVER_HTTP_ADDR: '127.0.0.1',
      GF_SERVER_HTTP_PORT: String(port),
      GF_PATHS_DATA: join(folder, 'data'),
      GF_PATHS_LOGS: join(folder, 'logs'),
      GF_PATHS_PLUGINS: join(folder, 'plugins'),
      GF_PATHS_PROVISIONING: join(folder, 'provisioning'),
      GF_ANALYTICS_REPORTING_ENABLED: 'false',
      GF_ANALYTICS_CHECK_FOR_UPDATES: 'false',
      GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true',
      GF_SECURITY_ADMIN_PASSWORD: password,
    },
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  for (let waited = 0; waited < 600; waited++) {
    const answers = await fetch(`${url}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (answers) break
    await sleep(100)
  }
  return {
    url,
    user: 'admin',
    password,
    async stop() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The Grafana that the environment names (GRAFANA_URL, GRAFANA_USER, GRAFANA_PASSWORD), else one that is installed and started. */
export async function realGrafana(): Promise<GrafanaServer | undefined> {
  const { GRAFANA_URL: url, GRAFANA_USER: user, GRAFANA_PASSWORD: given } = process.env
  if (url && user && given) return { url: url.replace(/\/+$/, ''), user, password: given, stop: async () => undefined }
  const installation = await installedGrafana()
  return installation === undefined ? undefined : await startGrafana(installation)
}
