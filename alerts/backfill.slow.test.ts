import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { dump } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freePort } from '../monitoring/stack/ports.ts'
import { backfill } from '../tests/support/backfill.ts'
import { discard, ended, judged, until, written } from '../tests/support/tool-runs.ts'
import { backfillFiles } from './backfill.ts'
import { sloGroups } from './fleet-slos.ts'
import { alerts } from './index.ts'
import { service } from './testing/fleets.ts'
import { type Process, scrapedSeries, truth } from './testing/scraped.ts'

// A real Prometheus has three days of raw counters and has never heard of the rules. promtool computes the past of the
// rules round by round, up to three hours ago; then they are loaded, and must know at once what was counted before.

const day = 1440
const window = 3 * day
const length = window + 240
/** The processes live on: they are scraped while the test runs. */
const future = 60
const slo = { kind: 'availability', title: 'Availability', objective: '99.9%', window: '3d' } as const
const subject = service('subject', { slos: { availability: slo } })

const usual = (minute: number) => (minute % day < 720 ? 600 : 6)
const traffic = (minute: number) => {
  const bad = minute >= 2000 && minute < 2060 ? 0.5 : minute % 97 === 0 ? 0.1 : 0
  return { good: usual(minute) - Math.round(usual(minute) * bad), bad: Math.round(usual(minute) * bad) }
}
// A restart in the middle, and a second instance. Samples that are written afterwards end without the marker that a scrape
// leaves: so the new process has every series from its start.
const processes: readonly Process[] = [
  { instance: 'a:1', from: 0, to: 2500, traffic },
  { instance: 'a:1', from: 2502, to: length + future, traffic, zeroed: true },
  { instance: 'b:1', from: 0, to: length + future, traffic: (minute) => ({ good: usual(minute), bad: 0 }) },
]

const begin = (Math.floor(Date.now() / 60_000) - length) * 60
const storage = join(mkdtempSync(join(tmpdir(), 'backfill-')), 'data')
const rules = written(alerts([subject]))
const ratioNow = 'slo:error_ratio:rate3d{service="subject",slo="availability"}'
const coverageNow = 'slo:window_coverage:ratio{service="subject",slo="availability"}'

let address = ''
let prometheus: ChildProcess | undefined
const target = createServer(({ url = '' }, response) =>
  response.setHeader('content-type', 'text/plain; version=0.0.4').end(exposition(decodeURIComponent(url.slice(1)))),
)

const series = scrapedSeries(subject, processes) as readonly { series: string; values: string }[]

function history(): readonly string[] {
  // OpenMetrics wants the samples of a metric together, and knows no stale markers.
  return series.flatMap(({ series: name, values }) =>
    values
      .split(' ')
      .slice(0, length + 1)
      .flatMap((each, minute) => (/^\d/.test(each) ? [`${name} ${each} ${begin + minute * 60}`] : [])),
  )
}

/** What an instance exposes now. */
function exposition(instance: string): string {
  const minute = Math.floor(Date.now() / 60_000) - begin / 60
  return series
    .filter(({ series: name }) => name.includes(`instance="${instance}"`))
    .map(
      ({ series: name, values }) =>
        `${name.replace(/job="[^"]*",instance="[^"]*",/, '')} ${values.split(' ')[minute]}\n`,
    )
    .join('')
}

/** Starts Prometheus on the storage, with the rules or without, once the one before has ended. */
async function start(withRules: boolean): Promise<void> {
  await ended(prometheus)
  const port = await freePort()
  address = `http://127.0.0.1:${port}`
  const configuration = {
    global: { evaluation_interval: '1s', scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      {
        job_name: subject.job,
        static_configs: ['a:1', 'b:1'].map((instance) => ({
          targets: [`127.0.0.1:${(target.address() as AddressInfo).port}`],
          labels: { instance, __metrics_path__: `/${instance}` },
        })),
      },
    ],
    ...(withRules ? { rule_files: [join(rules, 'fleet/*.rules.yml')] } : {}),
  }
  const file = join(storage, '../prometheus.yml')
  writeFileSync(file, dump(configuration))
  const parameters = [
    `--config.file=${file}`,
    `--storage.tsdb.path=${storage}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  prometheus = spawn(inject('tools').prometheus, parameters, { stdio: 'ignore' })
  await until('Prometheus to be ready', async () =>
    (await fetch(`${address}/-/ready`).catch(() => undefined))?.ok ? true : undefined,
  )
}

async function value(expression: string, seconds = Date.now() / 1000): Promise<number | undefined> {
  const answer = await fetch(`${address}/api/v1/query?query=${encodeURIComponent(expression)}&time=${seconds}`)
  const { data } = (await answer.json()) as { data: { result: readonly { value: readonly [number, string] }[] } }
  const [first] = data.result
  return first && Number(first.value[1])
}

/** The command of docs/incidents.md for one round. */
function runRound(folder: string, start: number, output: string): void {
  const parameters = [
    ...['tsdb', 'create-blocks-from', 'rules', '--url', address, '--eval-interval', '1m'],
    ...['--start', String(start), '--output-dir', output, 'rules.yml'],
  ]
  const { code, output: said } = judged(inject('tools').promtool, parameters, folder)
  expect(code, said).toBe(0)
}

function roundFolder(path: string, body: string): string {
  const file = join(storage, '../rounds', path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, body)
  return dirname(file)
}

/** How far a recorded ratio is from the truth of the window that ends then, as a share of it. */
async function error(ratio: string, seconds: number): Promise<number> {
  const { good, bad } = truth(processes, Math.floor((seconds - begin) / 60), window)
  return Math.abs(((await value(ratio, seconds)) ?? Number.NaN) / (bad / (good + bad)) - 1)
}

beforeAll(async () => {
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  mkdirSync(storage)
  await backfill({ promtool: inject('tools').promtool, samples: history() }, storage)
})

afterAll(async () => {
  await ended(prometheus)
  target.close()
  target.closeAllConnections()
  discard(rules)
  rmSync(join(storage, '..'), { recursive: true, force: true })
})

describe('a backfill by promtool', () => {
  it('cannot take all rules in one go: those that build on others record nothing', async () => {
    await start(false)
    const all = sloGroups([subject]).map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => 'record' in rule),
    }))
    const output = join(storage, '../one-go')
    // promtool looks for one where it reads.
    mkdirSync(join(output, 'wal'), { recursive: true })
    runRound(roundFolder('all/rules.yml', dump({ groups: all })), Math.floor(Date.now() / 1000) - 4 * 3600, output)
    const { output: dumped } = judged(inject('tools').promtool, ['tsdb', 'dump', output], output)
    expect(dumped).toContain('slo:events:count')
    expect(dumped).not.toContain('slo:events:total')
  })

  it('gives rules that were loaded just now the error ratio of the days before them, and their coverage', async () => {
    for (const { path, body } of backfillFiles([subject])) {
      await start(false)
      runRound(roundFolder(path, body), begin, storage)
    }
    await start(false)
    // Where the backfill ends it is as exact as if the rules had always been there.
    const lastRecorded = Math.floor(Date.now() / 1000) - 3 * 3600 - 600
    const total = (event: string) => `slo:events:total{slo="availability",event="${event}"}`
    const increase = (event: string) => `(sum(${total(event)}) - sum(${total(event)} offset 3d))`
    expect(await error(`${increase('bad')} / ${increase('all')}`, lastRecorded)).toBeLessThan(0.001)

    await start(true)
    for (const record of [coverageNow, ratioNow]) await until(record, () => value(record))
    expect(await error(ratioNow, Date.now() / 1000)).toBeLessThan(0.001)
    // All but the three hours before the load, of which nothing is known but how many events they had.
    expect(await value(coverageNow)).toBeCloseTo(69 / 72, 2)
  })
})
