import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dump, load } from 'js-yaml'
import { expect, inject, it } from 'vitest'
import { discard, judged, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'
import type { RuleGroup } from './rules.ts'
import { service } from './testing/fleets.ts'
import { type Minute, type Process, scrapedSeries, truth } from './testing/scraped.ts'

// Days of raw counters go into the rules; the recorded ratios must be within 0.1% of what was scraped, which is counted
// here by hand. By day 6000 requests a minute, by night 60. Windows of 3 days are made like those of 30, of the same parts.

const day = 1440
const window = 3 * day
const length = 4 * day
const ends = [window + 7, window + 613, window + 1201, length]
const slo = { kind: 'availability', title: 'Availability', objective: '99.9%', window: '3d' } as const
const subject = service('subject', { slos: { availability: slo } })

const byDay = (minute: number) => minute % day >= 480 && minute % day < 1320
const within = (minute: number, from: number, minutes: number) => minute >= from && minute < from + minutes
const share = (amount: number, bad: number): Minute => ({
  good: amount - Math.round(amount * bad),
  bad: Math.round(amount * bad),
})
const usual = (minute: number) => (byDay(minute) ? 6000 : 60)
const whole = (traffic: (minute: number) => Minute, more: Partial<Process> = {}): Process => ({
  instance: 'a:1',
  from: 0,
  to: length,
  traffic,
  ...more,
})

/** One process after another, each with a name of its own or all with the same. */
function deploys(every: number, traffic: (minute: number, since: number) => Minute, name: (number: number) => string) {
  return Array.from({ length: Math.ceil(length / every) }, (_, number): Process => {
    const from = number * every
    return {
      instance: name(number),
      from,
      to: Math.min(length, from + every - 1),
      traffic: (minute) => traffic(minute, minute - from),
    }
  })
}

/** Errors that come with each new version and go with the next: just where counters begin anew. */
const badStart = (minute: number, since: number) => share(usual(minute), since < 20 ? 0.3 : 0.0005)

const peak = 2 * day + 700
const night = 2 * day + 60
const cases: readonly (readonly [string, readonly Process[]])[] = [
  ['an hour of 50% errors at peak', [whole((minute) => share(usual(minute), within(minute, peak, 60) ? 0.5 : 0))]],
  [
    'six hours of nothing but errors at night',
    [whole((minute) => share(usual(minute), within(minute, night, 360) ? 1 : 0))],
  ],
  [
    'no traffic at night, and the first errors come late',
    [whole((minute) => (byDay(minute) ? share(600, within(minute, peak, 7) ? 0.4 : 0) : { good: 0, bad: 0 }))],
  ],
  [
    'errors that go on at the end of the window',
    [whole((minute) => share(usual(minute), within(minute, window - 20, 60) || minute > length - 13 ? 0.2 : 0))],
  ],
  [
    'restarts twice a day, with errors before and after',
    deploys(
      701,
      (minute, since) => share(usual(minute), since < 3 || since > 690 ? 0.5 : 0),
      () => 'a:1',
    ),
  ],
  ['deploys that replace all series', deploys(367, badStart, (number) => `pod-${number}:1`)],
  ['deploys that replace all series every hour', deploys(59, badStart, (number) => `pod-${number}:1`)],
  [
    'scrapes that fail now and then, for minutes and for an hour',
    [
      whole((minute) => share(usual(minute), minute % 97 < 30 ? 0.1 : 0), {
        gaps: Array.from({ length: 40 }, (_, number) => {
          const from = 137 * (number + 1)
          return [from, from + ([1, 2, 4, 9, 25, 50][number % 6] ?? 0)] as const
        }),
      }),
      whole((minute) => share(usual(minute) / 4, 0.001), { instance: 'b:1' }),
    ],
  ],
  [
    'several instances, one of which is restarted and fails more',
    [
      whole((minute) => share(usual(minute), 0.0005)),
      ...deploys(
        day,
        (minute, since) => share(usual(minute) / 2, since < 100 ? 0.05 : 0),
        () => 'b:1',
      ),
    ],
  ],
]

/** Keeps of the generated rules those that the ratio is made of: the rest would be evaluated thousands of times for nothing. */
function keepWhatTheRatioNeeds(file: string): void {
  const needed = /^slo:(events:.*|objective:ratio|error_ratio:rate3d)$/
  const { groups } = load(readFileSync(file, 'utf8')) as { groups: RuleGroup[] }
  const rules = groups.flatMap((group) => group.rules).filter((rule) => 'record' in rule && needed.test(rule.record))
  writeFileSync(file, dump({ groups: [{ name: 'slo', rules }] }))
}

it.each(cases)('records the true error ratio of days: %s', (_, processes) => {
  const folder = written(alerts([subject]))
  keepWhatTheRatioNeeds(join(folder, 'fleet/slo.rules.yml'))
  const ratio = 'sum(slo:error_ratio:rate3d{service="subject",slo="availability"})'
  const expectations = ends.map((minute) => {
    const { good, bad } = truth(processes, minute, window)
    const part = `${ratio} / ${bad / (good + bad)}`
    return {
      expr: `${part} > 1.001 or ${part} < 0.999 or absent(${ratio})`,
      eval_time: `${minute}m`,
      exp_samples: [],
    }
  })
  const test = {
    rule_files: ['slo.rules.yml'],
    evaluation_interval: '1m',
    tests: [{ interval: '1m', input_series: scrapedSeries(subject, processes), promql_expr_test: expectations }],
  }
  writeFileSync(join(folder, 'fleet/truth.test.yml'), dump(test))
  const { output } = judged(inject('tools').promtool, ['test', 'rules', 'fleet/truth.test.yml'], folder)
  discard(folder)
  expect(output).toBe('Processing test file: fleet/truth.test.yml\n  SUCCESS\n\n')
})
