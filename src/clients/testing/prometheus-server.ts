import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A port of loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A running Prometheus of a test. */
export interface PrometheusServer {
  readonly url: string
  /** Takes connections and answers nothing any more, until its end. */
  hang(): void
  /** Ends it at once, as a crash would, and removes its data. */
  stop(): Promise<void>
}

/** What a test's Prometheus is to do. */
export interface PrometheusServerOptions {
  readonly binary: string
  /** `host:port` to scrape each second under the job. */
  readonly scrape?: { readonly job: string; readonly address: string }
  readonly remoteWrite?: boolean
}

/** Starts a real Prometheus on a free port of loopback and waits until it is ready. */
export async function startPrometheus(options: PrometheusServerOptions): Promise<PrometheusServer> {
  const folder = await mkdtemp(join(tmpdir(), 'sidelight-prometheus-'))
  const port = await freePort()
  const { scrape } = options
  const jobs = scrape ? [{ job_name: scrape.job, static_configs: [{ targets: [scrape.address] }] }] : []
  // JSON is YAML.
  const configuration = { global: { scrape_interval: '1s', scrape_timeout: '1s' }, scrape_configs: jobs }
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(configuration))
  const child = spawn(
    options.binary,
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
      ...(options.remoteWrite === false ? [] : ['--web.enable-remote-write-receiver']),
    ],
    { stdio: 'ignore' },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const url = `http://127.0.0.1:${port}`
  for (let waited = 0; waited < 200; waited++) {
    const ready = await fetch(`${url}/-/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (ready) break
    await sleep(100)
  }
  return {
    url,
    hang: () => void child.kill('SIGSTOP'),
    async stop() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
