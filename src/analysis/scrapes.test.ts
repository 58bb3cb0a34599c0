import { expect, test } from 'vitest'
import type { SampleSeries } from './sample.ts'
import { newestScrape, scrapeInterval, scrapesBetween, wasUp } from './scrapes.ts'

const up = (...points: [number, number][]): SampleSeries => ({ name: 'up', labels: {}, points })
const healthy = up([10, 1], [15, 1], [20, 1], [30, 1], [35, 1])

test('the interval is the usual distance, also where a scrape is missing', () => {
  expect(scrapeInterval([healthy])).toBe(5)
  expect(scrapeInterval([up([10, 1])])).toBeUndefined()
  expect(scrapeInterval([])).toBeUndefined()
})

test('the newest scrape is the one that all instances have had, but for those that are gone', () => {
  expect(newestScrape([healthy, up([29, 1], [34, 0])])).toBe(34)
  expect(newestScrape([healthy, up([5, 1], [10, 1])])).toBe(35)
  expect(newestScrape([up([10, 1])])).toBe(10)
  expect(newestScrape([])).toBeUndefined()
})

test('a service was up before the run only if its last scrape then was good', () => {
  expect(wasUp([healthy], 12)).toBe(true)
  expect(wasUp([healthy], 9)).toBe(false)
  expect(wasUp([up([5, 1], [10, 0])], 12)).toBe(false)
})

test('failed scrapes are counted, and the longest row of them at any one instance', () => {
  const flapping = up([10, 0], [15, 1], [20, 0], [25, 0], [30, 1], [35, 0])
  expect(scrapesBetween([flapping, healthy], 12, 32)).toEqual({ total: 7, failed: 2, longestFailure: 2 })
  expect(scrapesBetween([up([15, 0]), up([15, 0])], 12, 32)).toEqual({ total: 2, failed: 2, longestFailure: 1 })
  expect(scrapesBetween([healthy], 36, 40)).toHaveProperty('unmeasured')
})
