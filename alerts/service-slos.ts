import { measurableSlos } from '../src/model/measurable.ts'
import { labels, records } from '../src/model/names.ts'
import { aggregate, type Expression, oneOf, operate, selector, sum, vector } from '../src/model/promql.ts'
import type { Service, Slo } from '../src/model/service.ts'
import { share } from '../src/model/units.ts'
import { type RecordingRule, type RuleGroup, record } from './rules.ts'
import type { Sli } from './sli.ts'
import { sliOf } from './sli-of.ts'
import { rawWindows, streamWindow } from './windows.ts'

interface MeasuredSlo {
  readonly id: string
  readonly slo: Slo
  readonly sli: Sli
}

function objective(service: Service, { id, slo }: MeasuredSlo): RecordingRule {
  return record(records.objective, vector(share(slo.objective)), {
    ...identity(service, id),
    [labels.tier]: String(service.tier),
    [labels.window]: slo.window,
  })
}

/** What tells an SLO from all others, for ever: titles, owners, tiers and objectives may change around it. */
function identity(service: Service, id: string): Record<string, string> {
  return { [labels.service]: service.name, [labels.slo]: id }
}

/** SLOs over the same events, so that the raw counters are read once for all of them. */
function byTotal(measured: readonly MeasuredSlo[]): readonly (readonly MeasuredSlo[])[] {
  const groups = new Map<string, MeasuredSlo[]>()
  for (const entry of measured) {
    const key = entry.sli.total(streamWindow).text
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return [...groups.values()]
}

/** The total under the labels of each SLO that it belongs to; these have just been recorded with the objectives. */
function shared(service: Service, group: readonly MeasuredSlo[], window: string): Expression {
  const [first] = group
  const objectives = selector(records.objective, {
    [labels.service]: service.name,
    [labels.slo]: oneOf(group.map(({ id }) => id)),
  })
  const each = aggregate('group', objectives, { by: [labels.service, labels.slo] })
  return operate(each, '*', first?.sli.total(window) ?? vector(0), { on: [], groupLeft: [] })
}

/** One rule a window for each total of a single SLO, and one for all that are shared: rules of equal labels are refused. */
function totals(service: Service, measured: readonly MeasuredSlo[], window: string): readonly RecordingRule[] {
  const groups = byTotal(measured)
  const several = groups.filter((group) => group.length > 1).map((group) => shared(service, group, window))
  const single = groups.flatMap((group) => (group.length === 1 ? group : []))
  return [
    ...(several.length === 0
      ? []
      : [
          record(
            records.total(window),
            several.reduce((left, right) => operate(left, 'or', right)),
          ),
        ]),
    ...single.map(({ id, sli }) => record(records.total(window), sli.total(window), identity(service, id))),
  ]
}

/**
 * What only this service can tell: per SLO its objective and, for each window that is read raw, the rates of bad events
 * and of all events. Everything else is computed for all services at once.
 */
export function serviceSloGroup(service: Service): RuleGroup | undefined {
  const measured = measurableSlos(service).map(([id, slo]) => ({ id, slo, sli: sliOf(service, slo) }))
  if (measured.length === 0) return undefined
  const errors = (window: string) =>
    measured.map(({ id, sli }) => {
      const total = sum(selector(records.total(window), identity(service, id)))
      return record(records.errors(window), sli.errors(window, total), identity(service, id))
    })
  return {
    name: `${service.name}-slo`,
    rules: [
      ...measured.map((entry) => objective(service, entry)),
      ...rawWindows.flatMap((window) => [...totals(service, measured, window), ...errors(window)]),
    ],
  }
}
