import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dump } from 'js-yaml'
import { expect, inject, it } from 'vitest'
import { discard, judged, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'
import { service } from './testing/fleets.ts'

// What the unit tests that are generated, a minute apart, cannot show of the running total.

const slo = { kind: 'availability', title: 'Availability', objective: '99.9%', window: '3d' } as const
const subject = service('subject', { slos: { availability: slo } })
const own = 'service="somebody",slo="some"'
const objective = `slo:objective:ratio{${own},tier="1",window="3d"}`
const count = (event: string) => `slo:events:count{${own},definition="x",event="${event}",instance="a:1"}`

interface Expected {
  readonly expr: string
  readonly seconds: number
  readonly value: number
}

/** What promtool says of these series under our rules, all evaluated and sampled so often. */
function evaluated(interval: string, series: Readonly<Record<string, string>>, expected: readonly Expected[]) {
  const folder = written(alerts([subject]))
  const test = {
    rule_files: ['slo.rules.yml'],
    evaluation_interval: interval,
    tests: [
      {
        interval,
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: expected.map(({ expr, seconds, value }) => ({
          expr: `sum(${expr})`,
          eval_time: `${seconds}s`,
          exp_samples: [{ labels: '{}', value }],
        })),
      },
    ],
  }
  writeFileSync(join(folder, 'fleet/totals.test.yml'), dump(test))
  const { code, output } = judged(inject('tools').promtool, ['test', 'rules', 'fleet/totals.test.yml'], folder)
  discard(folder)
  return { code, output }
}

it.each([
  ['45s', 45],
  ['2m', 120],
] as const)(
  'a window holds no evaluation twice and misses none, also %s apart, which five minutes are no multiple of',
  (interval, every) => {
    const [calm, failing] = [60, 30]
    const end = (calm + failing) * every
    const series = {
      [objective]: `0.999+0x${calm + failing}`,
      [count('all')]: `0+10x${calm + failing}`,
      [count('bad')]: `0+0x${calm} 1+1x${failing - 1}`,
    }
    // It begins with the last evaluation that is at least so long ago.
    const evaluations = (window: number) => Math.ceil(window / every)
    const hour = Math.min(evaluations(3600), calm + failing)
    const { code, output } = evaluated(interval, series, [
      { expr: `slo:events:total{${own},event="all"}`, seconds: end, value: 10 * (calm + failing) },
      { expr: `slo:events:increase1h{${own},event="all"}`, seconds: end, value: 10 * hour },
      { expr: `slo:events:increase1h{${own},event="bad"}`, seconds: end, value: Math.min(hour, failing) },
      { expr: `slo:error_ratio:rate5m{${own}}`, seconds: end, value: 0.1 },
      {
        expr: `slo:error_ratio:rate5m{${own}}`,
        seconds: (calm + 1) * every,
        value: 1 / (10 * evaluations(300)),
      },
    ])
    expect(code, output).toBe(0)
  },
)

it('begins anew after more than a day, and no window reaches back beyond that', () => {
  const [every, begun, back] = [300, 24, 24 + 289 + 24]
  // Three days before, the old total was being recorded.
  const end = 864 + begun / 2
  const total = (event: string) => `slo:events:total{${own},event="${event}"}`
  const resumed = (event: string) => `slo:events:total_resumed{${own},event="${event}"}`
  const series = {
    [total('all')]: `0+1000x${begun}`,
    [total('bad')]: `0+500x${begun}`,
    [resumed('all')]: '0',
    [resumed('bad')]: '0',
    [objective]: `_x${back} 0.999+0x${end - back}`,
    [count('all')]: `_x${back} 1000000+10x${end - back}`,
    [count('bad')]: `_x${back} 1000+1x${end - back}`,
  }
  const since = end - back
  const { code, output } = evaluated('5m', series, [
    { expr: `slo:events:total{${own},event="all"}`, seconds: end * every, value: 10 * since },
    { expr: `slo:events:increase3d{${own},event="all"}`, seconds: end * every, value: 10 * since },
    { expr: `slo:events:increase3d{${own},event="bad"}`, seconds: end * every, value: since },
    { expr: `slo:error_ratio:rate3d{${own}}`, seconds: end * every, value: 0.1 },
  ])
  expect(code, output).toBe(0)
})
