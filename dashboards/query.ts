import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus'
import type { Expression } from '../src/model/promql.ts'
import { dataSource } from './variables.ts'

/** A query of a panel. */
export interface Query {
  readonly expression: Expression
  /** Name of its series; `{{label}}` stands for the value of a label. */
  readonly legend: string
  /** A colour of Grafana, where the meaning of a series asks for one. */
  readonly color?: string
  /** Drawn as a dashed line. */
  readonly dashed?: boolean
}

/** Grafana's target for a query over the time range. The finishing pass sets its `refId`. */
export function rangeQuery(query: Query): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(dataSource)
    .expr(query.expression.text)
    .legendFormat(query.legend)
    .format(PromQueryFormat.TimeSeries)
    .range()
}
