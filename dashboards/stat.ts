import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common'
import { DashboardLinkBuilder } from '@grafana/grafana-foundation-sdk/dashboard'
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat'
import type { PanelDraft } from './panel.ts'
import { type Query, rangeQuery } from './query.ts'
import { type Bound, thresholds } from './threshold.ts'
import { dataSource } from './variables.ts'

/** A link from a number to where it is explained. */
export interface DataLink {
  readonly title: string
  readonly url: string
}

/** What a number shows. */
export interface Stat {
  readonly key: string
  readonly title: string
  /** What good looks like, and what to do when it is not. */
  readonly description: string
  /** One of Grafana's unit ids. */
  readonly unit: string
  readonly decimals?: number
  readonly queries: readonly Query[]
  /** Where the promise or limit lies, from the definition; colours the number. */
  readonly bound?: Bound
  /** Shown while there is nothing to show. */
  readonly noValue: string
  /** Legend text -> what people read instead of it. */
  readonly rename?: Readonly<Record<string, string>>
  readonly links?: readonly DataLink[]
  /** Only the newest value is asked for: for what is already about a span of time. Draws no line. */
  readonly instant?: boolean
}

/** Half as high as a graph. */
const statHeight = 4

/** The newest value of a few series, coloured by its bound, with its course behind it. */
export function stat(spec: Stat): PanelDraft {
  const builder = new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(dataSource)
    .unit(spec.unit)
    .noValue(spec.noValue)
    .targets(spec.queries.map((query) => (spec.instant ? rangeQuery(query).instant() : rangeQuery(query))))
    .thresholds(thresholds(spec.bound))
    .colorMode(BigValueColorMode.Value)
    .graphMode(spec.instant ? BigValueGraphMode.None : BigValueGraphMode.Area)
    .textMode(spec.queries.length > 1 || spec.rename ? BigValueTextMode.ValueAndName : BigValueTextMode.Value)
    .orientation(VizOrientation.Auto)
    .wideLayout(false)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('').values(false))
  if (spec.decimals !== undefined) builder.decimals(spec.decimals)
  if (spec.links) {
    builder.dataLinks(spec.links.map(({ title, url }) => new DashboardLinkBuilder(title).url(url).targetBlank(false)))
  }
  for (const [shown, name] of Object.entries(spec.rename ?? {})) {
    builder.overrideByName(shown, [{ id: 'displayName', value: name }])
  }
  return { key: spec.key, panel: builder.build(), height: statHeight }
}
