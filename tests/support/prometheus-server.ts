import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { backfill, type History } from './backfill.ts'

/** A real Prometheus of a test. */
export interface PrometheusServer {
  readonly url: string
  stop(): Promise<void>
}

/** What the test's Prometheus is started with. */
export interface PrometheusServerOptions {
  /** Path of the program. */
  readonly program: string
  /** Scrape configurations and whatever else belongs below its `global` section, as YAML. */
  readonly configuration: string
  /** Files that the configuration refers to: path relative to it -> text. */
  readonly files?: Readonly<Record<string, string>>
  /** Samples that it already has when it starts. */
  readonly history?: History
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function ready(url: string, child: ChildProcess, log: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`Prometheus ended with ${child.exitCode}:\n${log()}`)
    const answer = await fetch(`${url}/-/ready`).catch(() => undefined)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Starts a Prometheus that scrapes and evaluates every second and takes remote writes, on a free port and an empty disk. */
export async function startPrometheusServer(options: PrometheusServerOptions): Promise<PrometheusServer> {
  const directory = await mkdtemp(join(tmpdir(), 'sidelight-prometheus-'))
  const files = {
    ...options.files,
    'prometheus.yml': `global: { scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s }\n${options.configuration}`,
  }
  for (const [path, body] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), body)
  }
  const storage = join(directory, 'data')
  await mkdir(storage)
  if (options.history) await backfill(options.history, storage)
  const address = `127.0.0.1:${await freePort()}`
  const child = spawn(
    options.program,
    [
      `--config.file=${directory}/prometheus.yml`,
      `--storage.tsdb.path=${storage}`,
      `--web.listen-address=${address}`,
      '--web.enable-remote-write-receiver',
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await ready(`http://${address}`, child, () => log)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `http://${address}`, stop }
}
