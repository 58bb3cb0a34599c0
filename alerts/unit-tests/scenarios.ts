import { applicableWindows, type BurnRateCondition, burnRateThreshold } from '../../src/model/burn-rate.ts'
import type { Slo } from '../../src/model/service.ts'
import { seconds } from '../../src/model/units.ts'
import type { Stretch } from '../traffic.ts'

/** Good traffic before anything happens, in minutes. */
export const calm = 60
const perMinute = 600

/** Nothing but good requests. */
export function healthy(minutes: number): Stretch {
  return { minutes, good: perMinute, bad: 0 }
}

/** Nothing but bad requests. */
export function failing(minutes: number): Stretch {
  return { minutes, good: 0, bad: perMinute }
}

/** The same share of bad requests all the time. */
export function sharing(minutes: number, bad: number): Stretch {
  return { minutes, good: perMinute * (1 - bad), bad: perMinute * bad }
}

/** Minutes without a request. */
export function idle(minutes: number): Stretch {
  return { minutes, good: 0, bad: 0 }
}

/** One request every six minutes, ten an hour. */
export function sparse(bad: boolean, times: number): readonly Stretch[] {
  return Array.from({ length: times }, () => [{ minutes: 1, good: bad ? 0 : 1, bad: bad ? 1 : 0 }, idle(5)]).flat()
}

/** Shares of bad events above which each applicable condition of the severity holds. */
function thresholds(slo: Slo, severity: BurnRateCondition['severity']): readonly number[] {
  return applicableWindows(slo)
    .filter((condition) => condition.severity === severity)
    .map((condition) => burnRateThreshold(slo, condition))
}

/**
 * Minutes of total outage, after the calm ones, until the page fires; `undefined` where no page can. A window that reaches
 * back further than the data holds nothing but the calm and the outage.
 */
export function minutesToPage(slo: Slo): number | undefined {
  const waits = applicableWindows(slo)
    .filter(({ severity }) => severity === 'page')
    .map((condition) => {
      const threshold = burnRateThreshold(slo, condition)
      const long = seconds(condition.long) / 60
      // Beyond the threshold, not just at it.
      return Math.floor(long <= calm ? threshold * long : (threshold * calm) / (1 - threshold)) + 1
    })
  return waits.length === 0 ? undefined : Math.min(...waits)
}

/**
 * Minutes of total outage, after the calm ones, of which so much is left in the longest long window `after` minutes later
 * that only the short window can end the page.
 */
export function minutesToLinger(slo: Slo, after: number): number {
  const lengths = applicableWindows(slo)
    .filter(({ severity }) => severity === 'page')
    .map((condition) => {
      const threshold = burnRateThreshold(slo, condition)
      const needed = (threshold * (calm + after)) / (1 - threshold)
      return Math.min(Math.floor(needed) + 1, seconds(condition.long) / 60 - after)
    })
  return Math.max(...lengths)
}

/** Minutes after which no page of an outage is left: the longest short window. */
export function minutesToReset(slo: Slo): number {
  const pages = applicableWindows(slo).filter(({ severity }) => severity === 'page')
  return Math.max(...pages.map(({ short }) => seconds(short) / 60))
}

/** A share of bad events that is worth a ticket and no page; `undefined` where there is none. */
export function shareForTicket(slo: Slo): number | undefined {
  const tickets = thresholds(slo, 'ticket')
  const upper = Math.min(1, ...thresholds(slo, 'page'))
  const lower = Math.max(0, ...tickets.filter((threshold) => threshold < upper))
  return lower === 0 ? undefined : (lower + upper) / 2
}

/** Whether half of the requests of an hour being bad is worth a page, by the windows up to an hour alone. */
export function halfAnHourPages(slo: Slo): boolean {
  return applicableWindows(slo).some(
    (condition) =>
      condition.severity === 'page' && seconds(condition.long) / 60 <= calm && burnRateThreshold(slo, condition) < 0.45,
  )
}
