import type { Service, Slo } from '../model/service.ts'
import { errorBudget, share } from '../model/units.ts'
import type { PartCounts } from './load-counts.ts'
import { type LoadEvents, loadEvents } from './load-events.ts'
import { isCutOut, judgedParts, type OfPart } from './parts.ts'
import { type EventCount, type Evidence, isUnmeasured, type Measured, type Served } from './run.ts'
import { judgeShare } from './share.ts'
import type { VerdictRow } from './verdict.ts'

/** What an SLO promises, for people: `P95 latency (within 100ms)`. */
export function sloTitle(slo: Slo): string {
  return slo.kind === 'latency' ? `${slo.title} (within ${slo.within})` : slo.title
}

type Events = Measured<EventCount | LoadEvents>

function rowOf(id: string, slo: Slo, measuredAt: VerdictRow['measuredAt'], events: Events, own: boolean): VerdictRow {
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
  return { ...common, ...judgement, required: !(tooFew && own) }
}

/** The row of the first part, unless one of the others is proven broken. */
function worst(rows: readonly OfPart<VerdictRow>[]): VerdictRow[] {
  const { value, over } = rows.find((row) => row.value.result === 'fail') ?? rows[0] ?? {}
  if (value === undefined) return []
  return [over === undefined ? value : { ...value, reason: `${over}: ${value.reason ?? ''}`.replace(/: $/, '.') }]
}

/** Every SLO twice: as the load generator saw it, and as the service counted it. */
export function sloRows(service: Service, { counts, signals, run }: Evidence): VerdictRow[] {
  const own = service.scenarios?.[run.scenario] !== undefined
  const unknown = { unmeasured: 'The signals of the run do not hold this SLO.' }
  return Object.entries(service.slos).flatMap(([id, slo]) => {
    const kind = slo.kind === 'latency' ? 'latency' : 'errors'
    const eventsOf = (part: PartCounts) => loadEvents(service, id, slo, part, run.interrupted || isCutOut(counts, part))
    const atClient = (isUnmeasured(counts) ? [{ value: counts }] : judgedParts<PartCounts>(counts, kind)).map(
      ({ value, ...over }) => ({
        ...over,
        value: rowOf(id, slo, 'client', isUnmeasured(value) ? value : eventsOf(value), own),
      }),
    )
    const atService = judgedParts<Served>(signals, kind).map(({ value, ...over }) => ({
      ...over,
      value: rowOf(id, slo, 'service', value.slos[id] ?? unknown, own),
    }))
    return [...worst(atClient), ...worst(atService)]
  })
}
