import { applicableWindows, burnRateThreshold } from '../model/burn-rate.ts'
import { measurableSlos } from '../model/measurable.ts'
import { labels, records } from '../model/names.ts'
import { oneOf, selector } from '../model/promql.ts'
import type { Service, Slo } from '../model/service.ts'
import type { Sample } from './sample.ts'

/** Share of bad events in one window, 0 to 1. */
export interface WindowLevel {
  readonly window: string
  readonly ratio: number
}

/** One condition of a page: it holds while both windows are above the threshold. */
export interface PageCondition {
  readonly long: WindowLevel
  readonly short: WindowLevel
  readonly threshold: number
}

/** How near an SLO is to its page. */
export interface PageLevel {
  readonly slo: string
  /** The condition that is nearest to holding, or holds most. */
  readonly nearest: PageCondition
  /** Above 1 it holds. */
  readonly nearness: number
}

function pageWindows(slo: Slo) {
  return applicableWindows(slo).filter(({ severity }) => severity === 'page')
}

/** The query for the ratios that `pageLevels` reads. */
export function pageRatioQuery(service: Service): string {
  const windows = measurableSlos(service).flatMap(([, slo]) =>
    pageWindows(slo).flatMap(({ long, short }) => [long, short]),
  )
  return selector('', { __name__: oneOf(windows.map(records.ratio)), [labels.service]: service.name }).text
}

/** How near each SLO of a service is to its page, the nearest first; without those that have counted nothing yet. */
export function pageLevels(service: Service, ratios: readonly Sample[]): readonly PageLevel[] {
  const levelOf = (id: string, window: string): WindowLevel | undefined => {
    const found = ratios.find(({ name, labels: own }) => name === records.ratio(window) && own[labels.slo] === id)
    return found && { window, ratio: found.value }
  }
  const nearness = ({ long, short, threshold }: PageCondition) => Math.min(long.ratio, short.ratio) / threshold
  const levels = measurableSlos(service).flatMap(([id, slo]): PageLevel[] => {
    const conditions = pageWindows(slo).flatMap((condition): PageCondition[] => {
      const [long, short] = [levelOf(id, condition.long), levelOf(id, condition.short)]
      return long && short ? [{ long, short, threshold: burnRateThreshold(slo, condition) }] : []
    })
    const [nearest] = conditions.sort((one, other) => nearness(other) - nearness(one))
    return nearest === undefined ? [] : [{ slo: id, nearest, nearness: nearness(nearest) }]
  })
  return levels.sort((one, other) => other.nearness - one.nearness)
}
