import { type eventKinds, labels, records } from '../../src/model/names.ts'
import { selector } from '../../src/model/promql.ts'
import type { Slo } from '../../src/model/service.ts'
import { share } from '../../src/model/units.ts'
import { gauge, type InputSeries } from '../traffic.ts'
import { type PromtoolTest, promtoolTest, recorded } from './promtool.ts'

// How events are counted whatever becomes of the processes that count them.

/** What a target shows for some minutes: a count that begins at `first` and grows by `each`, one part in ten of it bad. */
interface Life {
  readonly instance: string
  readonly from: number
  readonly minutes: number
  readonly first: number
  readonly each: number
  readonly definition?: string
}

const own = { [labels.service]: 'service', [labels.slo]: 'slo' }
const badShare = 0.1

function series(lives: readonly Life[], event: string, part: number): readonly InputSeries[] {
  const timelines = new Map<string, { end: number; values: string[] }>()
  for (const { instance, from, minutes, first, each, definition } of lives) {
    const target = { instance, [labels.definition]: definition ?? 'x' }
    const name = selector(records.count, { ...own, ...target, [labels.event]: event }).text
    const { end, values } = timelines.get(name) ?? { end: 0, values: [] }
    const gap = from === end ? [] : [`${end === 0 ? '_' : 'stale'} _x${from - end - 1}`]
    values.push(...gap, `${first * part}+${each * part}x${minutes - 1}`)
    timelines.set(name, { end: from + minutes, values })
  }
  return [...timelines].map(([name, { values }]) => ({ series: name, values: [...values, 'stale'].join(' ') }))
}

interface Case {
  readonly what: string
  readonly lives: readonly Life[]
  readonly minute: number
  readonly window: string
  /** All events of the window: those between the samples, and those before the first sample of a process that replaces another. */
  readonly events: number
  /** The count of bad events and their number, where it is not one part in ten. */
  readonly bad?: { readonly lives: readonly Life[]; readonly events: number }
}

const grown = (life: Life) => life.each * (life.minutes - 1)
const usual: Life = { instance: 'a:1', from: 0, minutes: 20, first: 0, each: 100 }
const next: Life = { ...usual, from: 20, minutes: 30, first: 100 }
const old: Life = { ...usual, from: 10, minutes: 40, first: 1_000_000 }
const hidden: Life = { ...usual, from: 45, minutes: 10, first: 4500 }
const loop = [20, 21, 22, 23].map((from): Life => ({ ...usual, from, minutes: 1, first: 1000 - from }))
const late: Life = { ...usual, from: 200, minutes: 30, first: 20_000 }

const cases: readonly Case[] = [
  {
    what: 'a process that starts again begins at zero',
    lives: [usual, next],
    minute: 49,
    window: '1h',
    events: grown(usual) + next.first + grown(next),
  },
  {
    what: 'a process that starts again and soon has counted more than before',
    lives: [usual, { ...next, first: 1000, each: 2000 }],
    minute: 49,
    window: '1h',
    events: grown(usual) + 1000 + 29 * 2000,
  },
  {
    what: 'a process that starts again and again is counted each time',
    lives: [usual, ...loop],
    minute: 23,
    window: '1h',
    events: grown(usual) + loop.reduce((sum, life) => sum + life.first, 0),
  },
  {
    what: 'a process that replaces another has counted from zero',
    lives: [usual, { ...next, instance: 'b:1' }],
    minute: 49,
    window: '1h',
    events: grown(usual) + next.first + grown(next),
  },
  {
    what: 'what a service had counted before it was seen first is no burst',
    lives: [old],
    minute: 49,
    window: '1h',
    events: grown(old),
  },
  {
    what: 'what is seen first in the middle of an evaluation is no burst',
    lives: [old],
    minute: 49,
    window: '1h',
    events: grown(old),
    // The scrape came after the rule of all events and before that of bad ones.
    bad: { lives: [{ ...old, from: 9, minutes: 41, first: 1000, each: 10 }], events: 400 },
  },
  {
    what: 'a process that is seen first and starts again within minutes begins at zero',
    lives: [
      { ...usual, minutes: 3, first: 4200 },
      { ...next, from: 3 },
    ],
    minute: 32,
    window: '1h',
    events: 2 * usual.each + next.first + grown(next),
  },
  {
    what: 'a definition that counts other events begins anew',
    lives: [usual, { ...next, definition: 'y', first: 1_000_000 }],
    minute: 49,
    window: '1h',
    events: grown(usual) + grown(next),
  },
  {
    what: 'what came before a window is none of it',
    lives: [{ ...usual, minutes: 100 }],
    minute: 99,
    window: '1h',
    events: 60 * usual.each,
  },
  {
    what: 'what was counted while nobody looked is counted',
    // Seen last between the steps of a look back.
    lives: [{ ...usual, minutes: 18 }, hidden],
    minute: 54,
    window: '1h',
    events: hidden.first + grown(hidden),
  },
  {
    what: 'what was counted while nobody looked for hours is counted',
    lives: [usual, late],
    minute: 229,
    window: '6h',
    events: late.first + grown(late),
  },
  {
    what: 'a process that starts again while nobody looked for hours begins at zero',
    lives: [usual, { ...late, first: 100 }],
    minute: 229,
    window: '6h',
    events: grown(usual) + 100 + grown(late),
  },
  {
    what: 'a count of bad events that falls by itself is no restart',
    lives: [{ ...usual, minutes: 50 }],
    minute: 49,
    window: '1h',
    events: 4900,
    // A difference of two counters that were not read at the same moment.
    bad: {
      lives: [
        { ...usual, first: 1000, each: 10 },
        { ...next, first: 1189, each: 10 },
      ],
      events: 479,
    },
  },
]

function eventTest(slo: Slo, { what, lives, minute, window, events, bad }: Case): PromtoolTest {
  const objective = selector(records.objective, { ...own, [labels.tier]: '1', [labels.window]: slo.window })
  const counted = (event: keyof typeof eventKinds, value: number) =>
    recorded(minute, records.increase(window), { ...own, [labels.event]: event }, value)
  return promtoolTest(
    `events: ${what}`,
    [
      gauge(objective.text, [[minute, share(slo.objective)]]),
      ...series(lives, 'all', 1),
      ...(bad ? series(bad.lives, 'bad', 1) : series(lives, 'bad', badShare)),
    ],
    [counted('all', events), counted('bad', bad?.events ?? events * badShare)],
  )
}

/** A Prometheus that was away: the total has no samples for hours, and the objective comes back with it. */
function away(slo: Slo): PromtoolTest {
  const [begun, back, minute] = [20, 200, 229]
  const recordedUntil = (event: string, part: number): readonly InputSeries[] => {
    const of = (name: string) => selector(name, { ...own, [labels.event]: event }).text
    return [
      { series: of(records.total), values: `0+${100 * part}x${begun - 1}` },
      { series: of(records.totalResumed), values: '0' },
    ]
  }
  const objective = selector(records.objective, { ...own, [labels.tier]: '1', [labels.window]: slo.window })
  const life: Life = { ...usual, from: back, minutes: 30, first: 1_000_000 }
  const [before, since] = [usual.each * (begun - 1), grown(life)]
  const counted = (event: keyof typeof eventKinds, window: string, value: number) =>
    recorded(minute, records.increase(window), { ...own, [labels.event]: event }, value)
  return promtoolTest(
    'events: a total that was not recorded for hours goes on',
    [
      ...recordedUntil('all', 1),
      ...recordedUntil('bad', badShare),
      { series: objective.text, values: `_x${back} ${share(slo.objective)}+0x${minute - back}` },
      ...series([life], 'all', 1),
      ...series([life], 'bad', badShare),
    ],
    [
      counted('all', '1h', since),
      counted('all', '6h', before + since),
      counted('bad', '1h', since * badShare),
      counted('bad', '6h', (before + since) * badShare),
    ],
  )
}

/** The unit tests of how events are counted, which is the same for all SLOs. */
export function eventTests(slo: Slo): readonly PromtoolTest[] {
  return [...cases.map((each) => eventTest(slo, each)), away(slo)]
}
