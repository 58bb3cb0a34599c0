import { describe, expect, test } from 'vitest'
import { wallet } from '../../../services/wallet.ts'
import { pointOf } from '../readings/history.ts'
import type { Reading } from '../readings/reading.ts'
import { busyWallet, nothing, readingOf } from '../testing/readings.ts'
import { lineWidth, plain } from './line.ts'
import { quickFrame, realtimeFrame, stressFrame } from './monitors.ts'
import { ramps } from './sparkline.ts'
import { type Choices, type Frame, firstChoices, type View } from './view.ts'

const busy = await readingOf(busyWallet)
const frames: readonly [string, Frame][] = [
  ['quick', quickFrame],
  ['realtime', realtimeFrame],
  ['stress', stressFrame],
]

function viewOf(
  reading: Reading | undefined,
  size: { columns: number; rows?: number },
  choices: Partial<Choices> = {},
) {
  const view: View = {
    title: 'monitor',
    service: wallet,
    ...(reading ? { reading } : {}),
    history: reading ? [pointOf(reading)] : [],
    spanSeconds: 120,
    staleSeconds: 6,
    now: (reading?.at ?? 0) + 1,
    clock: '12:00:00',
    ramp: ramps.blocks,
    choices: { ...firstChoices, ...choices },
    ...size,
  }
  return view
}

const textOf = (frame: Frame, view: View) => frame(view).map(plain).join('\n')
const row = (text: string, start: string) => text.split('\n').find((line) => line.startsWith(start)) ?? ''

describe.each(frames)('the %s frame', (_, frame) => {
  test.each([
    [80, 24],
    [120, 40],
    [200, 60],
    [40, 10],
    [20, 5],
    [10, 1],
  ])('fits into %i x %i, with a reading, without one, with nothing known, paused and with help', (columns, rows) => {
    for (const reading of [busy, undefined, nothing])
      for (const choices of [{}, { help: true }, { paused: true, scroll: 7 }]) {
        const lines = frame(viewOf(reading, { columns, rows }, choices))
        expect(lines.length).toBe(rows)
        for (const line of lines) expect(lineWidth(line)).toBeLessThanOrEqual(columns)
      }
  })

  test('says "no data" and no number where nothing is known', () => {
    const text = textOf(frame, viewOf(nothing, { columns: 80, rows: 24 }))
    expect(row(text, 'Traffic')).toMatch(/^Traffic +no data/)
    expect(row(text, 'CPU')).toMatch(/^CPU +no data/)
    expect(text).not.toMatch(/\b0(\.0)?(\/s|%| ms)/)
    expect(text).toContain('DOWN')
  })

  test('shows what is measured', () => {
    const text = textOf(frame, viewOf(busy, { columns: 100, rows: 40 }))
    expect(row(text, 'Traffic')).toMatch(/^Traffic +82\.0\/s/)
    // 2 of 82 requests failed.
    expect(row(text, 'Errors')).toMatch(/^Errors +2\.4\d*% !/)
    expect(row(text, 'CPU')).toMatch(/^CPU +40(\.0)?%/)
  })

  test('of one metric that is missing says so, and shows the others', async () => {
    const { nodejs_heap_size_used_bytes: _heap, ...gauges } = busyWallet.gauges
    const text = textOf(frame, viewOf(await readingOf({ ...busyWallet, gauges }), { columns: 100, rows: 40 }))
    expect(row(text, 'Heap')).toMatch(/^Heap +no data/)
    expect(row(text, 'DB pool')).toMatch(/^DB pool +25(\.0)?%/)
  })

  test('takes nothing but ASCII where the terminal knows no more', () => {
    const view = { ...viewOf(busy, { columns: 80, rows: 24 }), ramp: ramps.ascii }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for.
    expect(textOf(frame, view)).toMatch(/^[\x00-\x7f]*$/)
  })
})

test('the operations are sorted by the column that was chosen, and scrolled where they do not fit', () => {
  const names = (choices: Partial<Choices>, rows = 40) =>
    textOf(realtimeFrame, viewOf(busy, { columns: 100, rows }, choices))
      .split('\n')
      .flatMap(
        (line) =>
          /^(create|get|deposit|withdraw|transfer|balance|historical-balance|user-wallets) /.exec(line)?.[1] ?? [],
      )
  expect(names({ sort: 'rate' }).slice(0, 4)).toEqual(['get', 'deposit', 'withdraw', 'transfer'])
  expect(names({ sort: '5xx' })[0]).toBe('transfer')
  expect(names({ sort: 'rate' }, 16)[0]).toBe('get')
  expect(names({ sort: 'rate', scroll: 2 }, 16)[0]).toBe('withdraw')
})

test('the stress frame names the alerts that fire and the run that is on', () => {
  const reading: Reading = {
    ...busy,
    alerts: [
      {
        name: 'ErrorBudgetBurnsFast',
        state: 'firing',
        severity: 'page',
        slo: 'availability',
        summary: 'too many',
        since: 940,
      },
    ],
    runs: [{ testid: 'peak-1', virtualUsers: 7, offered: 200, answered: 199, p95: 12, unexpected: 3, dropped: 0 }],
  }
  const text = textOf(stressFrame, viewOf(reading, { columns: 100, rows: 40 }))
  expect(text).toMatch(/ALERTS {2}1 firing/)
  expect(text).toMatch(/page ErrorBudgetBurnsFast availability/)
  expect(text).toMatch(/RUN peak-1 +7 VUs +200(\.0)?\/s offered +client P95 12\.?0* ms +3 unexpected/)
})
