import type { LintedDashboard } from './linted.ts'
import type { Rule } from './rule.ts'
import { bucketLeRule } from './rules/bucket-le.ts'
import { comparisonBoolRule } from './rules/comparison-bool.ts'
import { counterInRateRule } from './rules/counter-in-rate.ts'
import { crosshairRule } from './rules/crosshair.ts'
import { dataSourceRule } from './rules/data-source.ts'
import { descriptionRule } from './rules/description.ts'
import { gridRule } from './rules/grid.ts'
import { legendRule } from './rules/legend.ts'
import { legendLabelsRule } from './rules/legend-labels.ts'
import { linkRule } from './rules/link.ts'
import { memoryMaxRule } from './rules/memory-max.ts'
import { noIrateRule } from './rules/no-irate.ts'
import { panelIdRule } from './rules/panel-id.ts'
import { percentileRule } from './rules/percentile.ts'
import { queryPresentRule } from './rules/query-present.ts'
import { querySyntaxRule } from './rules/query-syntax.ts'
import { rateRangeRule } from './rules/rate-range.ts'
import { ratioRule } from './rules/ratio.ts'
import { refIdRule } from './rules/ref-id.ts'
import { refreshRule } from './rules/refresh.ts'
import { repeatedQueryRule } from './rules/repeated-query.ts'
import { structureRule } from './rules/structure.ts'
import { thresholdRule } from './rules/threshold.ts'
import { titleRule } from './rules/title.ts'
import { trafficColorRule } from './rules/traffic-color.ts'
import { uidRule } from './rules/uid.ts'
import { unitRule } from './rules/unit.ts'
import { variableRule } from './rules/variable.ts'

/** Rules about what a dashboard says; its form the types of Grafana's builders see to where it is generated. */
export const rulesOfMeaning: readonly Rule[] = [
  uidRule,
  titleRule,
  descriptionRule,
  panelIdRule,
  refIdRule,
  gridRule,
  unitRule,
  legendRule,
  legendLabelsRule,
  thresholdRule,
  trafficColorRule,
  queryPresentRule,
  querySyntaxRule,
  repeatedQueryRule,
  variableRule,
  dataSourceRule,
  counterInRateRule,
  rateRangeRule,
  noIrateRule,
  comparisonBoolRule,
  bucketLeRule,
  percentileRule,
  ratioRule,
  memoryMaxRule,
  refreshRule,
  crosshairRule,
  linkRule,
]

/** Every rule, in the order in which faults are shown. */
export const rules: readonly Rule[] = [structureRule, ...rulesOfMeaning]

/** A fault of a dashboard, as it is shown and given to machines. */
export interface LintFinding {
  /** Id of the rule. */
  readonly rule: string
  /** Title of the panel; absent where the fault is the dashboard's. */
  readonly panel?: string
  readonly panelId?: number
  readonly refId?: string
  readonly what: string
  readonly mend: string
}

/** Every fault of a dashboard by these rules; by every rule where none are named. */
export function lintDashboard(dashboard: LintedDashboard, asked: readonly Rule[] = rules): readonly LintFinding[] {
  return asked.flatMap(({ id, check }) =>
    check(dashboard).map(({ panel, query, what, mend }) => ({
      rule: id,
      ...(panel && { panel: panel.title }),
      ...(typeof panel?.id === 'number' && { panelId: panel.id }),
      ...(query && { refId: query.refId }),
      what,
      mend,
    })),
  )
}
