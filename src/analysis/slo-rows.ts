import type { Service, Slo } from '../model/service.ts'
import { errorBudget, share } from '../model/units.ts'
import { type LoadEvents, loadEvents } from './load-events.ts'
import { type EventCount, type Evidence, isUnmeasured, type Measured } from './run.ts'
import { judgeShare } from './share.ts'
import type { VerdictRow } from './verdict.ts'

/** What an SLO promises, for people: `P95 latency (within 100ms)`. */
export function sloTitle(slo: Slo): string {
  return slo.kind === 'latency' ? `${slo.title} (within ${slo.within})` : slo.title
}

function row(
  id: string,
  slo: Slo,
  measuredAt: 'client' | 'service',
  events: Measured<EventCount | LoadEvents>,
  ownPromise: boolean,
): VerdictRow {
  const common = {
    id: `slo.${id}.${measuredAt}`,
    title: sloTitle(slo),
    kind: 'slo',
    measuredAt,
    comparison: '>=',
    bound: share(slo.objective),
    unit: 'ratio',
  } as const
  if (isUnmeasured(events)) {
    const required = events.declaredAbsent !== true
    return { ...common, result: 'unmeasured', reason: events.unmeasured, required }
  }
  const causes = 'causes' in events ? events.causes : {}
  const { tooFew, ...judgement } = judgeShare(events, errorBudget(slo.objective), causes)
  // A scenario with a promise of its own is as long as that needs.
  return { ...common, ...judgement, required: !(tooFew && ownPromise) }
}

/** Every SLO twice: as the load generator saw it, and as the service counted it. */
export function sloRows(service: Service, evidence: Evidence): VerdictRow[] {
  const { counts, signals, run } = evidence
  const ownPromise = service.scenarios?.[run.scenario] !== undefined
  return Object.entries(service.slos).flatMap(([id, slo]) => {
    const client = isUnmeasured(counts) ? counts : loadEvents(service, id, slo, counts, run.interrupted)
    const served = signals.slos[id] ?? { unmeasured: 'The signals of the run do not hold this SLO.' }
    return [row(id, slo, 'client', client, ownPromise), row(id, slo, 'service', served, ownPromise)]
  })
}
