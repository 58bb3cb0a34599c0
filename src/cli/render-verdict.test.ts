import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { formatBound, formatValue } from '../analysis/format-value.ts'
import { judge } from '../analysis/judge.ts'
import { goodEvidence, loadCounts } from '../analysis/testing/evidence.ts'
import type { Verdict } from '../analysis/verdict.ts'
import { renderVerdict } from './render-verdict.ts'
import { styleOf, wrapped } from './text-style.ts'

const held = judge(wallet, goodEvidence(wallet))
const reason = 'Prometheus at http://127.0.0.1:9090 did not answer within 10 s, and so nobody can tell what it knew.'
const evil = '\u001b[2J\u001b]0;owned\u0007'
const counts = loadCounts(wallet, 625, { get: { unexpected: { 'server-error': 300 } } })
const broken = judge(
  wallet,
  goodEvidence(wallet, { counts, losses: { prometheus: { at: 'then', reason: reason + evil } } }),
)

const plain = { columns: undefined, colour: false }
const terminal = { columns: 80, colour: true }

describe('a verdict for people', () => {
  test('begins with its result', () => {
    expect(renderVerdict(held, plain)).toMatch(/^HELD {2}basic on wallet {2}basic-20260101T000000Z-0a1b\nAll /)
    expect(renderVerdict(broken, plain)).toMatch(/^BROKEN .*\nBroken: Availability; Business operations\.\n/)
  })

  test.each([
    ['a terminal of 80 columns', 80],
    ['a narrow one', 60],
    ['a wide one', 200],
  ])('keeps to %s', (_title, columns) => {
    for (const verdict of [held, broken]) {
      const table = stripVTControlCharacters(renderVerdict(verdict, { columns, colour: true })).split('\n')
      // The latencies side by side need their 80 columns.
      const lines = table.slice(1, columns < 80 ? table.indexOf('Client and service, side by side') : undefined)
      expect(lines.filter((line) => line.length > columns)).toEqual([])
    }
  })

  test('says for each row what was measured, against what, where and why', () => {
    const lines = renderVerdict(broken, plain).split('\n')
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}FAIL +Availability +94% +>= 99.9% +client +300 of 5,000 were bad \(300 failed\)\.$/),
    )
    expect(lines).toContainEqual(expect.stringMatching(/^ {2}pass +Heap, P95 +50 MB +< 2 GB +service$/))
    expect(lines.filter((line) => /^ {2}(pass|FAIL|unmeasured) /.test(line))).toHaveLength(broken.rows.length)
  })

  test('says which part of the run it is about, or why there is none; nothing of a run that knew no parts', () => {
    const about = (parts: object) => renderVerdict({ ...held, ...parts }, plain).split('\n')[2]
    expect(about({ steady: { from: 7.2, to: 31.4 }, seconds: 98 })).toBe('Steady part: 00:07-00:31 of 01:38.')
    expect(about({ steady: { unmeasured: 'It only rises.' }, seconds: 38 })).toBe('No steady part. It only rises.')
    expect(about({})).toBe('')
  })

  test('shows client and service latency side by side', () => {
    expect(renderVerdict(held, plain)).toMatch(/all operations +5000 +5000 +4\.00 +3\.00 +10\.0 +8\.00 +20\.0 +15\.0\n/)
  })

  test('says below why percentiles cannot be compared, where that is so', () => {
    const coarseBuckets = 'The buckets are too wide.'
    expect(renderVerdict({ ...held, coarseBuckets }, plain)).toBe(`${renderVerdict(held, plain)}${coarseBuckets}\n`)
  })

  test('is the same in colour as without, but for the colours', () => {
    const coloured = renderVerdict(broken, terminal)
    expect(coloured).toContain('\u001b[31mFAIL')
    expect(stripVTControlCharacters(coloured)).toBe(renderVerdict(broken, { ...terminal, colour: false }))
  })

  test('lets no text of others steer the terminal', () => {
    expect(renderVerdict(broken, plain)).toContain('owned')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(renderVerdict(broken, plain)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/)
  })

  test('breaks a title that is too long over lines, and loses none of it', () => {
    const title = 'A promise that somebody wrote down with very many words indeed'
    const rows: Verdict['rows'] = held.rows.map((row) => ({ ...row, title }))
    const text = renderVerdict({ ...held, rows }, { columns: 80, colour: false })
    for (const word of title.split(' ')) expect(text).toContain(word)
    expect(
      text
        .split('\n')
        .slice(1)
        .every((line) => line.length <= 80),
    ).toBe(true)
  })
})

describe('a value', () => {
  test.each([
    [0.999, 'ratio', '99.9%'],
    [0.999996, 'ratio', '99.999%'],
    [1, 'ratio', '100%'],
    [0.57, 'ratio', '57%'],
    [0.11249, 'ratio', '11.2%'],
    [0.7999, 'ratio', '79.9%'],
    [0, 'ratio', '0%'],
    [2.314, 'milliseconds', '2.31 ms'],
    [812.4, 'milliseconds', '812 ms'],
    [2e9, 'bytes', '2 GB'],
    [53_687_091, 'bytes', '53.7 MB'],
    [0, 'bytes', '0 B'],
    [167.77, 'perSecond', '167.8/s'],
    [12_345, 'count', '12,345'],
  ] as const)('%d (%s) is shown as %s', (value, unit, text) => expect(formatValue(value, unit)).toBe(text))
  test('that is a bound is as short as it was written', () => {
    expect([formatBound(100, 'milliseconds'), formatBound(100, 'perSecond')]).toEqual(['100 ms', '100/s'])
  })
})

describe('the style', () => {
  const stream = { write: () => {}, isTerminal: true, columns: 100 }
  test.each([
    ['a terminal is coloured and has a width', stream, {}, { colour: true, columns: 100 }],
    ['NO_COLOR is respected', stream, { NO_COLOR: '1' }, { colour: false, columns: 100 }],
    ['an empty NO_COLOR says nothing', stream, { NO_COLOR: '' }, { colour: true, columns: 100 }],
    ['a dumb terminal has no colours', stream, { TERM: 'dumb' }, { colour: false, columns: 100 }],
    ['a pipe is plain', { ...stream, isTerminal: false }, {}, { colour: false, columns: undefined }],
  ])('%s', (_title, some, environment, style) => expect(styleOf(some, environment)).toEqual(style))
})

test('a word longer than a line is cut and not lost', () => {
  expect(wrapped('a abcdefgh b', 3)).toEqual(['a', 'abc', 'def', 'gh', 'b'])
  expect(wrapped('', 10)).toEqual([''])
})
