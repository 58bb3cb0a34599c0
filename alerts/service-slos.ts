import { measurableSlos } from '../src/model/measurable.ts'
import { eventKinds, labels, records } from '../src/model/names.ts'
import { selector, vector } from '../src/model/promql.ts'
import type { Service, Slo } from '../src/model/service.ts'
import { share } from '../src/model/units.ts'
import { definitionId } from './definition-id.ts'
import { type RecordingRule, record } from './rules.ts'
import { sliOf } from './sli-of.ts'

function objective(service: Service, id: string, slo: Slo): RecordingRule {
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

function counts(service: Service, id: string, slo: Slo): readonly RecordingRule[] {
  const { total, errors } = sliOf(service, slo)
  const made = (definition: string) =>
    errors(
      selector(records.count, {
        ...identity(service, id),
        [labels.definition]: definition,
        [labels.event]: eventKinds.all,
      }),
    )
  const definition = definitionId(`${total.text} ${made('').text}`)
  const own = { ...identity(service, id), [labels.definition]: definition }
  return [
    record(records.count, total, { ...own, [labels.event]: eventKinds.all }),
    record(records.count, made(definition), { ...own, [labels.event]: eventKinds.bad }),
  ]
}

/**
 * What only this service can tell: per SLO its objective, and how many events there have been, all and bad. Everything
 * else is computed for all services at once.
 */
export function serviceSloRules(service: Service): readonly RecordingRule[] {
  const measured = measurableSlos(service)
  return [
    ...measured.map(([id, slo]) => objective(service, id, slo)),
    ...measured.flatMap(([id, slo]) => counts(service, id, slo)),
  ]
}
