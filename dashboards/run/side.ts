import { labels, loadMetrics } from '../../src/model/names.ts'
import { type Expression, literal, type Matchers, matching, overTime, selector, sum } from '../../src/model/promql.ts'
import { chosenOperation, chosenRuns } from '../variables.ts'

// Two runs are laid upon each other: the compared one is asked for as it was `$shift` seconds before, which is how much later
// the chosen one began.

/** One of the two runs that a panel shows. */
export interface Side {
  readonly matchers: Matchers
  /** Ends the legend of its series. */
  readonly suffix: string
  readonly dashed: boolean
  /** ` offset …` for the compared run. */
  readonly offset: string
}

/** The runs that are chosen at the top of the dashboard. */
export const chosenSide: Side = { matchers: { [labels.testid]: chosenRuns }, suffix: '', dashed: false, offset: '' }

/** The run that they are compared with. */
export const comparedSide: Side = {
  matchers: { [labels.testid]: matching('$compare') },
  suffix: ' ($compare)',
  dashed: true,
  offset: ' offset $shift',
}

/** Both runs, the chosen one first. */
export const bothSides: readonly Side[] = [chosenSide, comparedSide]

/** Matches the chosen operation of a run's requests. */
export function requestsOf(side: Side): Matchers {
  return { ...side.matchers, [labels.operation]: chosenOperation }
}

/** Per-second increase of one of k6's counters or histograms in a run. */
export function rateOf(metric: string, matchers: Matchers, { offset }: Side, by: readonly string[] = []): Expression {
  const series = selector(metric, matchers)
  const increase = offset === '' ? overTime('rate', series, '$__rate_interval') : shifted('rate', series, offset)
  return sum(increase, by)
}

function shifted(name: string, series: Expression, offset: string): Expression {
  return literal(`${name}(${series.text}[$__rate_interval]${offset})`)
}

/** One of k6's gauges, or a count since the start of a run, as it stands. */
export function levelOf(metric: string, matchers: Matchers, { offset }: Side, by: readonly string[] = []): Expression {
  return sum(literal(`${selector(metric, matchers).text}${offset}`), by)
}

/** How many users a run plays: there while it lasts, also when nothing else is. */
export function usersOf(side: Side): Expression {
  return levelOf(loadMetrics.virtualUsers, side.matchers, side)
}
