// What one evaluation of rule files costs: samples read, as Prometheus itself counts them, and CPU, over the same invented
// history of the wallet service. `npm run bench:rules -- [other.rules.yml …]` puts any other rule files beside our own.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { load } from 'js-yaml'
import { importHistory, startPrometheus, writeHistory } from './prometheus.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    days: { type: 'string', default: '31' },
    interval: { type: 'string', default: '30' },
    operations: { type: 'string', default: '3' },
    each: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '20' },
    prometheus: { type: 'string', default: 'prometheus' },
    promtool: { type: 'string', default: 'promtool' },
  },
})
const own = 'generated/alerts/fleet/slo.rules.yml'
const interval = Number(values.interval)
const steps = Math.round((Number(values.days) * 86_400) / interval)
const end = 1_700_006_400
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
  const requests = calls.flatMap(([method, uri]) =>
    [
      ['201', 300],
      ['500', 0.3],
    ].flatMap(([status, growth]) => {
      const labels = { ...base, method, uri, status, outcome: status === '201' ? 'SUCCESS' : 'SERVER_ERROR' }
      const metric = 'http_server_requests_seconds'
      return [
        { name: `${metric}_count`, labels, value: (step) => Math.round(step * growth) },
        ...['0.1', '0.2', '+Inf'].map((le) => ({
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

async function withHistory(folder, entries, use) {
  const text = join(folder, 'history.txt')
  await writeHistory(text, entries, history)
  importHistory(values.promtool, text, join(folder, 'data'))
  rmSync(text)
  const prometheus = await startPrometheus(values.prometheus, folder)
  try {
    return await use(prometheus)
  } finally {
    await prometheus.stop()
  }
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

async function measured(prometheus, file) {
  const rules = rulesOf(file)
  let samples = 0
  for (const { expr } of rules) samples += (await prometheus.query(expr, end)).stats.samples.totalQueryableSamples
  const rounds = Number(values.rounds)
  // The cost of asking by HTTP, which a rule does not have, is measured with an expression that reads nothing.
  const spent = async (expressions) => {
    const before = prometheus.cpu()
    for (let round = 0; round < rounds; round += 1)
      for (const expression of expressions) await prometheus.query(expression, end)
    return (prometheus.cpu() - before) / rounds
  }
  if (values.each)
    for (const { record, alert, expr } of rules) {
      const { stats } = await prometheus.query(expr, end)
      const own = await spent([expr, expr, expr, expr, expr])
      process.stdout.write(
        `${(own / 5).toFixed(1)} ms ${stats.samples.totalQueryableSamples} samples ${record ?? alert}\n`,
      )
    }
  const cpu = (await spent(rules.map(({ expr }) => expr))) - (await spent(rules.map(() => '1')))
  return {
    file,
    rules: rules.filter(({ record }) => record).length,
    alerts: rules.filter(({ alert }) => alert).length,
    samples,
    cpu,
  }
}

const files = [own, ...positionals]
const entries = await historyOf(files)
const folder = mkdtempSync(join(tmpdir(), 'bench-rules-'))
try {
  const results = await withHistory(folder, cut(entries), async (prometheus) => {
    const all = []
    for (const file of files) all.push(await measured(prometheus, file))
    return all
  })
  const [first] = results
  process.stdout.write(
    `${values.days} days at ${interval} s, ${rawSeries().length} raw series, ${entries.length} series in all\n\n`,
  )
  process.stdout.write(
    '| rules | recording | alerts | samples read | of the last | CPU ms | of the last |\n| --- | --- | --- | --- | --- | --- | --- |\n',
  )
  const last = results.at(-1) ?? first
  for (const { file, rules, alerts, samples, cpu } of results)
    process.stdout.write(
      `| ${file} | ${rules} | ${alerts} | ${samples} | ${((100 * samples) / last.samples).toFixed(1)}% | ${cpu.toFixed(1)} | ${((100 * cpu) / last.cpu).toFixed(1)}% |\n`,
    )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
