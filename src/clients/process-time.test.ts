import { expect, test } from 'vitest'
import { cpuSecondsOf, secondsOfPsTime, secondsOfStat } from './process-time.ts'

test('CPU time is read from a stat file, whatever the command is called', () => {
  const rest = 'S 1 1 1 0 -1 4194304 100 0 0 0 250 150 0 0 20 0 1 0 100'
  expect(secondsOfStat(`42 (k6) ${rest}`)).toBe(4)
  expect(secondsOfStat(`42 (a) b (c) ${rest}`)).toBe(4)
  expect(secondsOfStat('')).toBeNaN()
})

test.each([
  ['00:01', 1],
  ['1:02.50', 62.5],
  ['01:02:03', 3_723],
  ['2-00:00:01', 172_801],
  ['x', Number.NaN],
])('ps says %s', (text, seconds) => {
  expect(secondsOfPsTime(text)).toBe(seconds)
})

test('a process that is there has used some, and one that is not none', async () => {
  expect(await cpuSecondsOf(process.pid)).toBeGreaterThan(0)
  expect(await cpuSecondsOf(2 ** 22 + 1)).toBeUndefined()
})
