import type { Panel } from './dashboard.ts'
import type { Field, Frame, Prometheus, QueryResult, ResultSeries, TimeSpan } from './frame.ts'
import { interpolate, type Scope } from './interpolate.ts'
import { alignedRange, parseInterval, queryIntervals } from './interval.ts'
import type { Target } from './target.ts'
import { type Clock, shifted, spanOf } from './time-range.ts'
import { timeTexts } from './variables.ts'

/** What the queries of a dashboard share. */
export interface QueryContext {
  readonly prometheus: Prometheus
  readonly scope: Scope
  readonly span: TimeSpan
  readonly clock: Clock
  /** Milliseconds between two scrapes: no step is shorter. The data source's `timeInterval` in Grafana. */
  readonly scrape: number
}

/** What one query failed with. */
export interface QueryProblem {
  readonly refId: string
  readonly message: string
  /** The query as it was sent. */
  readonly expression: string
}

/** What the queries of a panel gave. */
export interface PanelData {
  readonly frames: readonly Frame[]
  readonly problems: readonly QueryProblem[]
  readonly warnings: readonly string[]
  /** The span that was asked about: the panel's own where it has one. */
  readonly span: TimeSpan
  readonly scope: Scope
}

/** A query as it is sent. */
export interface PreparedQuery {
  readonly expression: string
  readonly legend: string
  readonly range: { readonly start: number; readonly end: number; readonly step: number }
  readonly scope: Scope
}

/** Fills in a query of a panel that is `points` wide, and says over which range and in which steps it is asked. */
export function prepareQuery(
  target: Target,
  interval: string,
  points: number,
  span: TimeSpan,
  context: QueryContext,
): PreparedQuery {
  const { scrape, clock } = context
  const filled = (text: string) => interpolate(text, { ...context.scope, texts: new Map() }, 'promql')
  const { step, rate } = queryIntervals({
    span,
    points,
    scrape,
    panelLeast: parseInterval(filled(interval)),
    ownStep: filled(target.interval),
    factor: target.factor,
  })
  const range = alignedRange(span, step, clock.zone)
  const texts = new Map([...context.scope.texts, ...timeTexts(span, step, rate)])
  const scope = { variables: context.scope.variables, texts }
  return {
    expression: interpolate(target.expression, scope, 'promql'),
    legend: interpolate(target.legend, scope, 'text'),
    range,
    scope,
  }
}

/** The name that a legend template gives a series; `undefined` leaves it to the panel. */
export function legendOf(legend: string, labels: Readonly<Record<string, string>>): string | undefined {
  if (legend === '' || legend === '__auto') return undefined
  return legend.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label: string) => labels[label] ?? '')
}

function seriesFrame(series: ResultSeries, target: Target, query: PreparedQuery): Frame {
  const { labels, points, histograms } = series
  const { step } = query.range
  const shared = { refId: target.refId, step }
  if (histograms !== undefined && points.length === 0) return { ...shared, fields: [], histograms }
  const legend = legendOf(query.legend, labels)
  const value: Field = {
    name: labels['__name__'] ?? 'Value',
    type: 'number',
    labels,
    values: points.map(([, v]) => v),
    legend,
    expression: query.expression,
  }
  const time: Field = { name: 'Time', type: 'time', labels: {}, values: points.map(([at]) => at) }
  return { ...shared, fields: [time, value] }
}

/** One row for each sample, one column for each label. */
function tableFrame(result: QueryResult, target: Target, manyTargets: boolean): Frame {
  const names = [...new Set(result.series.flatMap(({ labels }) => Object.keys(labels)))].sort()
  const rows = result.series.flatMap(({ labels, points }) => points.map(([time, value]) => ({ time, value, labels })))
  rows.sort((one, other) => one.time - other.time)
  const columns = names.map(
    (name): Field => ({ name, type: 'string', labels: {}, values: rows.map(({ labels }) => labels[name] ?? '') }),
  )
  return {
    refId: target.refId,
    fields: [
      { name: 'Time', type: 'time', labels: {}, values: rows.map(({ time }) => time) },
      ...columns,
      {
        name: manyTargets ? `Value #${target.refId}` : 'Value',
        type: 'number',
        labels: {},
        values: rows.map(({ value }) => value),
      },
    ],
  }
}

function framesOf(result: QueryResult, target: Target, query: PreparedQuery, manyTargets: boolean): readonly Frame[] {
  if (target.format === 'table') return result.series.length === 0 ? [] : [tableFrame(result, target, manyTargets)]
  return result.series.map((series) => seriesFrame(series, target, query))
}

/** The span that a panel shows: its own where it sets one, moved by its shift. */
export function panelSpan(
  panel: Pick<Panel, 'timeFrom' | 'timeShift'>,
  { span, clock, scope }: QueryContext,
): TimeSpan {
  const own =
    panel.timeFrom === ''
      ? undefined
      : spanOf({ from: `now-${interpolate(panel.timeFrom, scope, 'text')}`, to: 'now' }, clock)
  const shift = panel.timeShift === '' ? undefined : parseInterval(interpolate(panel.timeShift, scope, 'text'))
  return shift === undefined ? (own ?? span) : shifted(own ?? span, shift)
}

/** Asks all queries of a panel that is `width` pixels wide. Never throws: what failed is in the result. */
export async function queryPanel(panel: Panel, width: number, context: QueryContext): Promise<PanelData> {
  const span = panelSpan(panel, context)
  const problems: QueryProblem[] = []
  const warnings = new Set<string>()
  const asked = panel.targets.filter(({ expression, foreign }) => expression.trim() !== '' && foreign === undefined)
  const isTable = asked.filter(({ format }) => format === 'table').length > 1
  const answers = asked.map(async (target): Promise<readonly Frame[]> => {
    const query = prepareQuery(
      target,
      panel.interval,
      panel.maxDataPoints ?? Math.max(1, Math.floor(width)),
      span,
      context,
    )
    const results: QueryResult[] = []
    try {
      if (target.range) results.push(await context.prometheus.range(query.expression, query.range))
      if (target.instant) results.push(await context.prometheus.instant(query.expression, span.to))
    } catch (problem) {
      const message = problem instanceof Error ? problem.message : String(problem)
      problems.push({ refId: target.refId, message, expression: query.expression })
    }
    for (const warning of results.flatMap((result) => result.warnings)) warnings.add(warning)
    return results.flatMap((result) => framesOf(result, target, query, isTable))
  })
  const frames = (await Promise.all(answers)).flat()
  return { frames, problems, warnings: [...warnings], span, scope: context.scope }
}
