// What one evaluation of rule files costs: samples read, as Prometheus itself counts them, and CPU, over the same invented
// history of the wallet service. `npm run bench:rules -- [other.rules.yml …]` puts any other rule files beside our own.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dump, load } from 'js-yaml'
import { importHistory, startPrometheus, writeHistory } from './prometheus.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    days: { type: 'string', default: '31' },
    interval: { type: 'string', default: '30' },
    operations: { type: 'string', default: '8' },
    each: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '20' },
    prometheus: { type: 'string', default: 'prometheus' },
    promtool: { type: 'string', default: 'promtool' },
  },
})
const own = 'generated/alerts/fleet/slo.rules.yml'
const interval = Number(values.interval)
const steps = Math.round((Number(values.days) * 86_400) / interval)
const end = Math.floor(Date.now() / 60_000) * 60
const history = { start: end - (steps - 1) * interval, steps, interval }

const calls = [
  ['POST', '/api/v1/wallets'],
  ['GET', '/api/v1/wallets/{id}'],
  ['POST', '/api/v1/wallets/{id}/deposit'],
  ['POST', '/api/v1/wallets/{id}/withdraw'],
  ['POST', '/api/v1/wallets/{id}/transfer'],
  ['GET', '/api/v1/wallets/{id}/balance'],
  ['GET', '/api/v1/wallets/{id}/balance/historical'],
  ['GET', '/api/v1/users/{userId}/wallets'],
].slice(0, Number(values.operations))

/** The raw series of one instance that the four SLOs read. */
function rawSeries() {
  const job = 'wallet-service'
  const base = { job, instance: 'a:1' }
  const answers = [
    ['201', 300],
    ['400', 3],
    ['404', 1],
    ['500', 0.3],
    ['503', 0.1],
  ]
  const requests = calls.flatMap(([method, uri]) =>
    answers.flatMap(([status, growth]) => {
      const labels = { ...base, method, uri, status, outcome: `${status[0]}xx` }
      const metric = 'http_server_requests_seconds'
      return [
        { name: `${metric}_count`, labels, value: (step) => Math.round(step * growth) },
        ...['0.1', '0.2'].map((le) => ({
          name: `${metric}_bucket`,
          labels: { ...labels, le },
          value: (step) => Math.round(step * growth * (le === '0.1' ? 0.97 : 1)),
        })),
      ]
    }),
  )
  const business = ['created', 'deposits', 'withdrawals', 'transfers', 'queries', 'failed', 'rejected'].map((kind) => ({
    name: `wallet_operations_${kind}_total`,
    labels: base,
    value: (step) => step * 10,
  }))
  return [...requests, ...business]
}

function rulesOf(file) {
  return load(readFileSync(file, 'utf8')).groups.flatMap(({ rules }) => rules)
}

/** Whether a rule looks back at what another has recorded; of the rest, the newest hour is enough. */
function isReadBack(name, rules) {
  const pattern = new RegExp(`(^|[^\\w:])${name}(\\{[^}]*\\})?(\\[| offset)|timestamp\\(${name}`)
  return rules.some(({ expr }) => pattern.test(expr))
}

/** The label sets that a recording rule gives when nothing but raw series and what others recorded is there. */
async function recordedSeries(prometheus, rules) {
  const found = new Map()
  for (const rule of rules.filter(({ record }) => record !== undefined)) {
    const { result } = await prometheus.query(rule.expr, end)
    for (const { metric, value } of Array.isArray(result) ? result : []) {
      const { __name__: _, ...labels } = { ...metric, ...rule.labels }
      found.set(JSON.stringify([rule.record, labels]), { name: rule.record, labels, first: Number(value[1]) })
    }
  }
  return [...found.values()].map(({ name, labels, first }) => ({
    name,
    labels,
    isBrief: !isReadBack(name, rules),
    value: (step) => (/count/.test(name) ? step * 10 : Number.isFinite(first) ? first : 0),
  }))
}

/** The whole history of what is read back, the newest hour of the rest. */
function cut(entries) {
  const oldest = steps - 3600 / interval
  return entries.map((entry) =>
    entry.isBrief ? { ...entry, value: (step) => (step < oldest ? undefined : entry.value(step)) } : entry,
  )
}

/** Series that rules read: rules read what other rules record, so as many rounds as there are levels. */
async function historyOf(files) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-rules-'))
  try {
    let entries = rawSeries()
    const short = { ...history, start: end - 120 * interval, steps: 121 }
    for (let size = -1; size !== entries.length; ) {
      size = entries.length
      rmSync(join(folder, 'data'), { recursive: true, force: true })
      const text = join(folder, 'history.txt')
      await writeHistory(text, entries, short)
      importHistory(values.promtool, text, join(folder, 'data'))
      const prometheus = await startPrometheus(values.prometheus, folder)
      const recorded = await recordedSeries(prometheus, files.flatMap(rulesOf))
      await prometheus.stop()
      entries = [...rawSeries(), ...recorded]
    }
    return entries
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/** CPU milliseconds of the process in each second while it evaluates the file every second, or nothing. */
async function cpuPerSecond(folder, file) {
  for (const part of ['wal', 'chunks_head']) rmSync(join(folder, 'data', part), { recursive: true, force: true })
  if (file !== undefined) {
    // All groups as often, whatever they ask for: this is the cost of one evaluation.
    const groups = load(readFileSync(file, 'utf8')).groups.map(({ interval: _, ...group }) => group)
    writeFileSync(join(folder, 'evaluated.yml'), dump({ groups }))
  }
  const options = file === undefined ? {} : { rules: 'evaluated.yml', every: '1s' }
  const prometheus = await startPrometheus(values.prometheus, folder, options)
  try {
    await pause(6)
    const seconds = Number(values.seconds)
    const before = prometheus.cpu()
    await pause(seconds)
    return (prometheus.cpu() - before) / seconds
  } finally {
    await prometheus.stop()
  }
}

async function measured(folder, file) {
  const rules = rulesOf(file)
  const prometheus = await startPrometheus(values.prometheus, folder)
  let samples = 0
  for (const { record, alert, expr } of rules) {
    const read = (await prometheus.query(expr, end)).stats.samples.totalQueryableSamples
    if (values.each) process.stdout.write(`${String(read).padStart(10)} samples  ${record ?? alert}\n`)
    samples += read
  }
  await prometheus.stop()
  const cpu = (await cpuPerSecond(folder, file)) - (await cpuPerSecond(folder))
  const recording = rules.filter(({ record }) => record !== undefined).length
  return { file, recording, alerts: rules.length - recording, samples, cpu }
}

const files = [own, ...positionals]
const entries = await historyOf(files)
const folder = mkdtempSync(join(tmpdir(), 'bench-rules-'))
try {
  const text = join(folder, 'history.txt')
  await writeHistory(text, cut(entries), history)
  importHistory(values.promtool, text, join(folder, 'data'))
  rmSync(text)
  const results = []
  for (const file of files) results.push(await measured(folder, file))
  const last = results.at(-1) ?? { samples: 1, cpu: 1 }
  const share = (one, all) => `${((100 * one) / all).toFixed(1)}%`
  const lines = [
    `${values.days} days at ${interval} s, ${rawSeries().length} raw series, ${entries.length} series in all; shares are of the last row.`,
    '',
    '| rules | recording | alerts | samples read | share | CPU ms | share |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...results.map(
      ({ file, recording, alerts, samples, cpu }) =>
        `| ${file} | ${recording} | ${alerts} | ${samples} | ${share(samples, last.samples)} | ${cpu.toFixed(1)} | ${share(cpu, last.cpu)} |`,
    ),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
