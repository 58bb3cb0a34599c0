import { HeatmapCellLayout, TooltipDisplayMode } from '@grafana/grafana-foundation-sdk/common'
import {
  FilterValueRangeBuilder,
  HeatmapColorMode,
  HeatmapColorOptionsBuilder,
  HeatmapTooltipBuilder,
  PanelBuilder,
  RowsHeatmapOptionsBuilder,
  YAxisConfigBuilder,
} from '@grafana/grafana-foundation-sdk/heatmap'
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import type { Expression } from '../src/model/promql.ts'
import type { PanelDraft } from './panel.ts'
import { thresholds } from './threshold.ts'
import { dataSource } from './variables.ts'

/** What a heatmap shows: cumulative buckets, one series for each `le`, or one series of native histograms. */
export interface Heatmap {
  readonly key: string
  readonly title: string
  readonly description: string
  /** Unit of the bucket boundaries. */
  readonly unit: string
  readonly buckets: Expression
  /** `{{le}}` where each bucket is a series. */
  readonly legend: string
  readonly noValue: string
}

/** A heatmap of a histogram, classic or native: time to the right, boundaries upwards, the more requests the darker. */
export function heatmap(spec: Heatmap): PanelDraft {
  const target = new DataqueryBuilder()
    .datasource(dataSource)
    .expr(spec.buckets.text)
    .legendFormat(spec.legend)
    .format(PromQueryFormat.Heatmap)
    .range()
  const panel = new PanelBuilder()
    .title(spec.title)
    .description(spec.description)
    .datasource(dataSource)
    .unit(spec.unit)
    .noValue(spec.noValue)
    .thresholds(thresholds(undefined))
    .targets([target])
    .calculate(false)
    .rowsFrame(new RowsHeatmapOptionsBuilder().layout(HeatmapCellLayout.Auto))
    .color(new HeatmapColorOptionsBuilder().mode(HeatmapColorMode.Scheme).scheme('Blues').steps(64).exponent(0.5))
    .yAxis(new YAxisConfigBuilder().unit(spec.unit))
    .tooltip(new HeatmapTooltipBuilder().mode(TooltipDisplayMode.Single).yHistogram(true))
    // Empty cells stay empty instead of pale.
    .filterValues(new FilterValueRangeBuilder().le(1e-9))
    .showLegend()
    .build()
  return { key: spec.key, panel }
}
