import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dump } from 'js-yaml'
import { expect, inject, it } from 'vitest'
import { wallet } from '../services/wallet.ts'
import { discard, judged, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'

// From the raw counters of two instances, whose traffic changes and one of which restarts, to the recorded ratios; the
// truth is counted here by hand and knows nothing of rates.

const labels = 'job="wallet-service",method="POST",uri="/api/v1/wallets"'

interface Phase {
  readonly minutes: number
  readonly good: number
  readonly bad: number
}

/** One value a minute of a counter that has long been counting, and starts again from zero at the given minute. */
function samples(phases: readonly Phase[], events: (phase: Phase) => number, restart: number): string {
  const values = [1_000_000]
  for (const phase of phases)
    for (let minute = 0; minute < phase.minutes; minute += 1)
      values.push((values.length === restart ? 0 : (values.at(-1) ?? 0)) + events(phase))
  return values.join(' ')
}

function series(instance: string, phases: readonly Phase[], restart = -1): readonly object[] {
  const of = (status: string, events: (phase: Phase) => number) => ({
    series: `http_server_requests_seconds_count{${labels},instance="${instance}",status="${status}"}`,
    values: samples(phases, events, restart),
  })
  return [of('201', ({ good }) => good), of('503', ({ bad }) => bad)]
}

it('records the true error ratio under changing traffic, across instances and restarts', () => {
  const first: readonly Phase[] = [
    { minutes: 240, good: 6000, bad: 0 },
    { minutes: 60, good: 3000, bad: 3000 },
    { minutes: 120, good: 60, bad: 0 },
    { minutes: 240, good: 0, bad: 60 },
    { minutes: 60, good: 6000, bad: 6 },
  ]
  const second: readonly Phase[] = [
    { minutes: 300, good: 600, bad: 0 },
    { minutes: 120, good: 0, bad: 0 },
    { minutes: 300, good: 600, bad: 3 },
  ]
  const total = (events: (phase: Phase) => number) =>
    [...first, ...second].reduce((sum, phase) => sum + phase.minutes * events(phase), 0)
  const truth = total(({ bad }) => bad) / total(({ good, bad }) => good + bad)
  const ratio = (window: string) => `slo:error_ratio:rate${window}{service="wallet",slo="availability"}`
  const close = (window: string, value: number, minute: number) => ({
    // Exact but for the dust of floating-point numbers.
    expr: `abs(sum(${ratio(window)}) / ${value} - 1) < bool 0.000001`,
    eval_time: `${minute}m`,
    exp_samples: [{ labels: '{}', value: 1 }],
  })
  const lastHour = (6 + 3) / (6006 + 603)
  const test = {
    rule_files: ['../fleet/slo.rules.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: [...series('a:1', first, 400), ...series('b:1', second, 100)],
        promql_expr_test: [
          ...['1d', '3d', '30d'].map((window) => close(window, truth, 720)),
          close('1h', lastHour, 720),
          close('5m', lastHour, 720),
        ],
      },
    ],
  }
  const folder = written(alerts([wallet]))
  writeFileSync(join(folder, 'wallet/truth.test.yml'), dump(test))
  const { code, output } = judged(inject('tools').promtool, ['test', 'rules', 'wallet/truth.test.yml'], folder)
  discard(folder)
  expect(code, output).toBe(0)
})
