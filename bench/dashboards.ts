// What one refresh of each dashboard costs: samples that Prometheus reads for it, as Prometheus itself counts them, over hours
// of the scrapes of a service. `npm run bench:dashboards` prints one table.
import { parseArgs } from 'node:util'
import { dashboards } from '../dashboards/index.ts'
import { type Board, boardOf } from '../dashboards/testing/board.ts'
import { began, recorded, scrape, scraped, timesOf } from '../dashboards/testing/history.ts'
import { faultyWallet } from '../dashboards/testing/scripts.ts'
import { cacheDirectory } from '../monitoring/tools/cache.ts'
import { ensureTools } from '../monitoring/tools/tools.ts'
import { type DashboardDocument, expandQuery } from '../src/model/grafana-variables.ts'
import { type Duration, seconds } from '../src/model/units.ts'
import { startPrometheusServer } from '../tests/support/prometheus-server.ts'

/** As many points as a panel of half the width of a screen asks for. */
const points = 900

/** Samples that Prometheus allows one query (`--query.max-samples`) unless it is told otherwise. */
const limit = 50_000_000

interface Cost {
  readonly queries: number
  readonly samples: number
  readonly dearest: number
  readonly milliseconds: number
}

interface QueryAnswer {
  readonly status: string
  readonly error?: string
  readonly data: { readonly stats: { readonly samples: { readonly totalQueryableSamples: number } } }
}

function rangeOf({ time }: DashboardDocument & { readonly time?: { readonly from: string } }): number {
  return seconds((time?.from ?? 'now-1h').replace('now-', '') as Duration)
}

async function costOf(url: string, { document, queries }: Board, range: number, end: number): Promise<Cost> {
  const step = Math.max(scrape, Math.ceil(range / points))
  const context = { step, scrapeInterval: scrape, range }
  let [samples, dearest] = [0, 0]
  const started = performance.now()
  for (const { expression, instant } of queries) {
    const query = expandQuery(expression, document, context, { compare: 'none', shift: '0' })
    const when = instant ? { time: String(end) } : { start: String(end - range), end: String(end), step: String(step) }
    const body = new URLSearchParams({ query, stats: 'all', ...when })
    const path = instant ? 'query' : 'query_range'
    const answer = (await (await fetch(`${url}/api/v1/${path}`, { method: 'POST', body })).json()) as QueryAnswer
    if (answer.status !== 'success') throw new Error(`${answer.error}\n${query}`)
    const read = answer.data.stats.samples.totalQueryableSamples
    samples += read
    dearest = Math.max(dearest, read)
  }
  return { queries: queries.length, samples, dearest, milliseconds: performance.now() - started }
}

function row(uid: string, hours: number, { queries, samples, dearest, milliseconds }: Cost): string {
  const cells = [uid, `${Number(hours.toFixed(2))} h`, queries, samples, dearest, milliseconds.toFixed(0)]
  return `| ${cells.join(' | ')} | ${((100 * dearest) / limit).toFixed(3)}% |`
}

/** `npm run bench:dashboards -- [--hours 6]`. */
export async function main(options: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...options], options: { hours: { type: 'string', default: '6' } } })
  const hours = Number(values.hours)
  if (!(hours > 0)) throw new Error(`--hours is a number above 0, not ${values.hours}`)
  const times = timesOf(hours * 3600, scrape)
  const history = [...scraped(faultyWallet, times), ...recorded(faultyWallet.service, times)]
  const boards = dashboards([faultyWallet.service]).map(boardOf)
  process.stderr.write(`writing ${history.length} samples over ${values.hours} h\n`)
  const tools = await ensureTools(['prometheus', 'promtool'], {
    environment: process.env,
    cacheDirectory: cacheDirectory(process.env),
    progress: (line) => process.stderr.write(`${line}\n`),
    interrupted: new AbortController().signal,
  })
  const prometheus = await startPrometheusServer({
    program: tools.prometheus.path,
    configuration: '',
    history: { promtool: tools.promtool.path, samples: history },
  })
  const end = began + hours * 3600
  const lines = [
    '| dashboard | range | queries | samples read | by the dearest query | ms | of the limit of a query |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ]
  try {
    for (const board of boards)
      for (const range of new Set([Math.min(rangeOf(board.document), hours * 3600), hours * 3600]))
        lines.push(row(board.uid, range / 3600, await costOf(prometheus.url, board, range, end)))
  } finally {
    await prometheus.stop()
  }
  process.stdout.write(`${lines.join('\n')}\n`)
  return 0
}
