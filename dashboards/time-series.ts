import {
  GraphGradientMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common'
import { DashboardLinkBuilder, type DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries'
import { hueAt } from './palette.ts'
import type { PanelDraft } from './panel.ts'
import { type Query, rangeQuery } from './query.ts'
import { refIdAt } from './ref-id.ts'
import type { DataLink } from './stat.ts'
import { type Bound, thresholds } from './threshold.ts'
import { dataSource } from './variables.ts'

/** What a time series panel shows. */
export interface TimeSeries {
  readonly key: string
  readonly title: string
  /** What good looks like, and what to do when it is not. */
  readonly description: string
  /** One of Grafana's unit ids. */
  readonly unit: string
  readonly decimals?: number
  readonly queries: readonly Query[]
  /** Where the promise or limit lies, from the definition. */
  readonly bound?: Bound
  /** Shown while there is nothing to draw. */
  readonly noValue: string
  /** Whether the axis reaches to an upper bound even while all values stay far below it (default). */
  readonly boundInView?: boolean
  /** Ends of the value axis, which more extreme values still widen. */
  readonly softMin?: number
  readonly softMax?: number
  /** Legend text -> what people read instead of it; each has the colour of its place in this list. */
  readonly rename?: Readonly<Record<string, string>>
  /** From a point of a series to where it is explained. */
  readonly links?: readonly DataLink[]
  /** Series are piled upon each other: for parts of a whole. */
  readonly stacked?: boolean
}

/** Most rows that a table below a graph shows without being scrolled. */
const tableRows = 3

/** Whether a query may give any number of series, one for each value of a label. */
function isOpen({ legend }: Query): boolean {
  return legend.includes('{{') && legend !== '{{instance}}'
}

/** A table of few series; of many a list, which shows all their names in as much room. */
function legend(queries: readonly Query[]): VizLegendOptionsBuilder {
  const isList = queries.length > tableRows || queries.some(isOpen)
  return new VizLegendOptionsBuilder()
    .showLegend(true)
    .displayMode(isList ? LegendDisplayMode.List : LegendDisplayMode.Table)
    .placement(LegendPlacement.Bottom)
    .calcs(isList ? [] : ['lastNotNull', 'max'])
}

function appearance(query: Query): DynamicConfigValue[] {
  const color = { id: 'color', value: { mode: 'fixed', fixedColor: query.color } }
  const dashes = { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } }
  return [...(query.color ? [color] : []), ...(query.dashed ? [dashes] : [])]
}

function draw(builder: PanelBuilder, spec: TimeSeries): void {
  const line = spec.bound ? GraphThresholdsStyleMode.DashedAndArea : GraphThresholdsStyleMode.Off
  const style = spec.bound?.kind === 'reference' ? GraphThresholdsStyleMode.Dashed : line
  builder
    .thresholds(thresholds(spec.bound))
    .thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(style))
    .legend(legend(spec.queries))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .lineWidth(2)
    .fillOpacity(spec.queries.length === 1 && !spec.queries.some(isOpen) ? 8 : 0)
    .gradientMode(GraphGradientMode.None)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
}

/** A time series panel with a legend that says last and maximum of few series and only names many, and the line of its promise or limit. */
export function timeSeries(spec: TimeSeries): PanelDraft {
  const builder = new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(dataSource)
    .unit(spec.unit)
    .noValue(spec.noValue)
    .axisSoftMin(spec.softMin ?? 0)
    .targets(spec.queries.map(rangeQuery))
  draw(builder, spec)
  if (spec.decimals !== undefined) builder.decimals(spec.decimals)
  if (spec.links) {
    builder.dataLinks(spec.links.map(({ title, url }) => new DashboardLinkBuilder(title).url(url).targetBlank(false)))
  }
  if (spec.stacked) {
    builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A')).fillOpacity(30).lineWidth(1)
  }
  const reach = spec.bound?.kind === 'below' && spec.boundInView !== false ? spec.bound.value : undefined
  const top = spec.softMax ?? reach
  if (top !== undefined) builder.axisSoftMax(top)
  spec.queries.forEach((query, index) => {
    const properties = appearance(query)
    if (properties.length > 0) builder.overrideByQuery(refIdAt(index), properties)
  })
  Object.entries(spec.rename ?? {}).forEach(([shown, name], index) => {
    const color = { id: 'color', value: { mode: 'fixed', fixedColor: hueAt(index) } }
    builder.overrideByName(shown, [{ id: 'displayName', value: name }, color])
  })
  return { key: spec.key, panel: builder.build() }
}
