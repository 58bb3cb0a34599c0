// How soon the alerts tell, and how soon they fall silent, beside what theory says: long window × factor × budget / error
// share. promtool evaluates the generated rules over a long calm, errors at a steady share, and the time after them, for
// several shares at once. `npm run bench:detection`; with `--calm 72 --lasting 24` the tickets too.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { dump } from 'js-yaml'

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '30' },
    calm: { type: 'string', default: '6' },
    lasting: { type: 'string', default: '3' },
    after: { type: 'string', default: '1' },
    shares: { type: 'string', default: '100,50,20,10,5,2,1.5,1' },
    promtool: { type: 'string', default: 'promtool' },
  },
})
const every = Number(values.every)
const [calm, lasting, after] = [values.calm, values.lasting, values.after].map((hours) => Number(hours) * 3600)
const shares = values.shares.split(',').map((share) => Number(share) / 100)
const budget = 0.001
const perStep = 100 * every

// The catalogue of 30 days; the factors stand in the generated alerts too.
const conditions = {
  ErrorBudgetBurnsFast: [
    { long: 3600, short: 300, factor: 14.4 },
    { long: 21_600, short: 1800, factor: 6 },
  ],
  ErrorBudgetBurnsSlowly: [
    { long: 86_400, short: 7200, factor: 3 },
    { long: 259_200, short: 21_600, factor: 1 },
  ],
}

/** Seconds after the beginning of the errors when the first condition holds; none where none does. */
function theory(alert, share) {
  const waits = conditions[alert]
    .map(({ long, factor }) => ({ long, wait: (long * factor * budget) / share }))
    .filter(({ long, wait }) => wait < Math.min(long, lasting))
  return waits.length === 0 ? undefined : Math.min(...waits.map(({ wait }) => wait))
}

/** Seconds after the end of the errors by which the short windows of all conditions that could hold are silent. */
function silence(alert, share) {
  return Math.max(...conditions[alert].map(({ short, factor }) => short * (1 - (factor * budget) / share)))
}

const steps = (seconds) => Math.round(seconds / every)

function counts(share) {
  const bad = perStep * share
  const name = (event) =>
    `slo:events:count{service="at ${share}",slo="slo",definition="x",event="${event}",instance="a:1"}`
  const total = steps(calm + lasting + after)
  return [
    { series: `slo:objective:ratio{service="at ${share}",slo="slo",tier="1",window="30d"}`, values: `0.999x${total}` },
    { series: name('all'), values: `0+${perStep}x${total}` },
    {
      series: name('bad'),
      values: `0x${steps(calm)} ${bad}+${bad}x${steps(lasting) - 1} ${bad * steps(lasting)}x${steps(after) - 1}`,
    },
  ]
}

/** When each alert was true first and last, by the service: what promtool says it got instead of nothing. */
function observed() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-detection-'))
  const end = calm + lasting + after
  const ask = (name, alert) =>
    `${name}_over_time(timestamp(ALERTS{alertname="${alert}",alertstate="firing",slo="slo"})[${end}s:${every}s])`
  const questions = Object.keys(conditions).flatMap((alert) => ['min', 'max'].map((name) => [alert, name]))
  const test = {
    rule_files: [resolve('generated/alerts/fleet/slo.rules.yml')],
    evaluation_interval: `${every}s`,
    tests: [
      {
        interval: `${every}s`,
        input_series: shares.flatMap(counts),
        promql_expr_test: questions.map(([alert, name]) => ({
          expr: ask(name, alert),
          eval_time: `${end}s`,
          exp_samples: [{ labels: '{}', value: -1 }],
        })),
      },
    ],
  }
  const file = join(folder, 'detection.test.yml')
  writeFileSync(file, dump(test))
  const { stdout, stderr, error } = spawnSync(values.promtool, ['test', 'rules', file], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  rmSync(folder, { recursive: true })
  if (error) throw error
  const found = new Map()
  const answers = (stdout + stderr).split(/expr: /).slice(1)
  if (answers.length === 0) throw new Error(`promtool said nothing of the alerts: ${stdout}${stderr}`)
  for (const answer of answers) {
    const [, name] = /^"(min|max)/.exec(answer) ?? []
    for (const [, alert, service, time] of answer.matchAll(
      /\{alertname="(\w+)"[^}]*service="at ([\d.]+)"[^}]*\} (\S+?),?\s/g,
    ))
      found.set(`${alert} ${service} ${name}`, Number(time))
  }
  return found
}

function row(found, alert, share) {
  const at = (name) => found.get(`${alert} ${share} ${name}`)
  const expected = theory(alert, share)
  const [first, last] = [at('min'), at('max')]
  const seconds = (value) => (value === undefined ? '-' : `${Math.round(value * 10) / 10} s`)
  const told = first === undefined ? undefined : first - calm
  const late = told === undefined || expected === undefined ? undefined : told - expected
  const outlasts = last === undefined ? undefined : last - calm - lasting
  const cells = [
    alert,
    `${100 * share}%`,
    seconds(expected),
    seconds(told),
    seconds(late),
    seconds(outlasts),
    seconds(silence(alert, share)),
  ]
  return `| ${cells.join(' | ')} |`
}

const found = observed()
const lines = [
  `Objective 99.9% over 30 days, ${perStep / every} requests/s, scrape and evaluation every ${every} s, ${values.calm} h of calm before.`,
  '',
  '| alert | error share | theory | told after | later than theory | true after the end for | at most |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  ...Object.keys(conditions)
    // With less of a history behind it an alert is early: its long window holds little but the errors.
    .filter((alert) => conditions[alert].every(({ long }) => long <= calm))
    .flatMap((alert) => shares.map((share) => row(found, alert, share))),
]
process.stdout.write(`${lines.join('\n')}\n`)
