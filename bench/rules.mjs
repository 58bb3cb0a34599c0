// What one evaluation of rule files costs: samples read, as Prometheus itself counts them, and CPU, over the same invented
// history of the wallet service. `npm run bench:rules -- [other.rules.yml …]` puts any other rule files beside our own.
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { dump, load } from 'js-yaml'
import { importHistory, seriesText, startPrometheus, writeHistory } from './prometheus.mjs'
import { historyOf } from './recorded-history.mjs'
import { walletCounters } from './wallet-counters.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    days: { type: 'string', default: '31' },
    interval: { type: 'string', default: '30' },
    operations: { type: 'string', default: '8' },
    each: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    prometheus: { type: 'string', default: 'prometheus' },
    promtool: { type: 'string', default: 'promtool' },
  },
})
const own = 'generated/alerts/fleet/slo.rules.yml'
const interval = Number(values.interval)
const steps = Math.round((Number(values.days) * 86_400) / interval)
const end = Math.floor(Date.now() / 60_000) * 60
const history = { start: end - (steps - 1) * interval, end, steps, interval }
const rawSeries = () => walletCounters(interval, Number(values.operations))

function rulesOf(file) {
  return load(readFileSync(file, 'utf8')).groups.flatMap(({ rules }) => rules)
}

/** The service as it goes on after its history. */
async function serveTarget() {
  const server = createServer((_, response) => {
    const step = Math.floor((Date.now() / 1000 - history.start) / interval)
    const lines = rawSeries().map(({ name, labels, value }) => `${seriesText(name, labels)} ${value(step)}\n`)
    response.setHeader('content-type', 'text/plain; version=0.0.4').end(lines.join(''))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))

/**
 * CPU milliseconds and evaluations of the file while the process evaluates it every second, as far as it gets; without a
 * file it only scrapes.
 */
async function evaluated(folder, target, file) {
  for (const part of ['wal', 'chunks_head']) rmSync(join(folder, 'data', part), { recursive: true, force: true })
  if (file !== undefined) {
    // All groups as often, whatever they ask for: this is the cost of one evaluation.
    const groups = load(readFileSync(file, 'utf8')).groups.map(({ interval: _, ...group }) => group)
    writeFileSync(join(folder, 'evaluated.yml'), dump({ groups }))
  }
  const options = { target, ...(file === undefined ? {} : { rules: 'evaluated.yml', every: '1s' }) }
  const prometheus = await startPrometheus(values.prometheus, folder, options)
  try {
    await pause(8)
    const begun = { cpu: prometheus.cpu(), rules: await prometheus.ruleEvaluations() }
    await pause(Number(values.seconds))
    const cpu = prometheus.cpu() - begun.cpu
    return {
      cpu,
      rules: (await prometheus.ruleEvaluations()) - begun.rules,
      times: values.each ? await prometheus.ruleTimes() : [],
    }
  } finally {
    await prometheus.stop()
  }
}

/** The milliseconds of each rule, the median of some evaluations. */
function writeTimes(evaluations) {
  const [first = []] = evaluations
  for (const [rule, { name }] of first.entries()) {
    const sorted = evaluations.map((times) => times[rule].milliseconds).sort((one, other) => one - other)
    process.stdout.write(`${sorted[Math.floor(sorted.length / 2)].toFixed(2).padStart(10)} ms       ${name}\n`)
  }
}

/** What the rules of the file read in one evaluation. */
async function read(folder, file) {
  const rules = rulesOf(file)
  const prometheus = await startPrometheus(values.prometheus, folder)
  let samples = 0
  for (const { record, alert, expr } of rules) {
    const amount = (await prometheus.query(expr, end)).stats.samples.totalQueryableSamples
    if (values.each) process.stdout.write(`${String(amount).padStart(10)} samples  ${record ?? alert}\n`)
    samples += amount
  }
  await prometheus.stop()
  const recording = rules.filter(({ record }) => record !== undefined).length
  return { file, recording, alerts: rules.length - recording, samples }
}

/** CPU milliseconds of one evaluation of each file, in turns, so that what else the machine does meets all of them. */
async function cpuOfEach(folder, files) {
  const server = await serveTarget()
  const target = `127.0.0.1:${server.address().port}`
  const sums = [undefined, ...files].map((file) => ({ file, cpu: 0, rules: 0, times: [] }))
  for (let round = 0; round < Number(values.rounds); round += 1)
    for (const sum of sums) {
      const { cpu, rules, times } = await evaluated(folder, target, sum.file)
      sum.cpu += cpu
      sum.rules += rules
      sum.times.push(times)
    }
  server.close()
  server.closeAllConnections()
  for (const { times } of sums) writeTimes(times)
  const [idle, ...busy] = sums
  return busy.map(({ file, cpu, rules }) => (cpu - idle.cpu) / (rules / rulesOf(file).length))
}

const files = [own, ...positionals]
const entries = await historyOf({ raw: rawSeries(), rules: files.flatMap(rulesOf), history, programs: values })
const folder = mkdtempSync(join(tmpdir(), 'bench-rules-'))
try {
  const text = join(folder, 'history.txt')
  await writeHistory(text, entries, history)
  importHistory(values.promtool, text, join(folder, 'data'))
  rmSync(text)
  const reads = []
  for (const file of files) reads.push(await read(folder, file))
  const costs = await cpuOfEach(folder, files)
  const results = reads.map((each, index) => ({ ...each, cpu: costs[index] }))
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
