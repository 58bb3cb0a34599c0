import { measurableSlos } from '../src/model/measurable.ts'
import { eventKinds, labels, records } from '../src/model/names.ts'
import { operate, selector, vector } from '../src/model/promql.ts'
import type { Service, Slo } from '../src/model/service.ts'
import { share } from '../src/model/units.ts'
import { definitionId } from './definition-id.ts'
import { type RecordingRule, record } from './rules.ts'
import { sameTarget } from './sli/counts.ts'
import type { Sli } from './sli.ts'
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

/** How an SLO counts, and the labels of its counts. */
interface Counted {
  readonly sli: Sli
  readonly own: Readonly<Record<string, string>>
}

function counted(service: Service, id: string, slo: Slo): Counted {
  const sli = sliOf(service, slo)
  const unnamed = { ...identity(service, id), [labels.definition]: '', [labels.event]: eventKinds.all }
  const definition = definitionId(`${sli.total.text} ${sli.errors(selector(records.count, unnamed)).text}`)
  return { sli, own: { ...identity(service, id), [labels.definition]: definition } }
}

/** All and bad events of an SLO. What another one records already is not read again: raw series are what costs most. */
function counts({ sli, own }: Counted, others: readonly Counted[]): readonly RecordingRule[] {
  const all = { ...own, [labels.event]: eventKinds.all }
  const bad = { ...own, [labels.event]: eventKinds.bad }
  const other = others.find(({ sli: { total } }) => total.text === sli.within?.whole.text)
  if (!sli.within || !other)
    return [record(records.count, sli.total, all), record(records.count, sli.errors(selector(records.count, all)), bad)]
  const whole = selector(records.count, { ...other.own, [labels.event]: eventKinds.all })
  const measured = operate(whole, 'and', selector(records.count, bad), sameTarget)
  return [record(records.count, sli.within.errors(whole), bad), record(records.count, measured, all)]
}

/**
 * What only this service can tell: per SLO its objective, and how many events there have been, all and bad. Everything
 * else is computed for all services at once.
 */
export function serviceSloRules(service: Service): readonly RecordingRule[] {
  const measured = measurableSlos(service)
  const all = measured.map(([id, slo]) => counted(service, id, slo))
  // What is a part of another count needs that first.
  const ordered = [...all.filter(({ sli }) => !sli.within), ...all.filter(({ sli }) => sli.within)]
  return [...measured.map(([id, slo]) => objective(service, id, slo)), ...ordered.flatMap((each) => counts(each, all))]
}
