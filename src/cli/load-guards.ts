import { healthRows } from '../../monitoring/monitors/readings/health.ts'
import type { Reading } from '../../monitoring/monitors/readings/reading.ts'
import { formatBound, formatValue } from '../analysis/format-value.ts'
import type { LiveSlo } from '../analysis/live.ts'
import { isUnmeasured } from '../analysis/run.ts'
import type { Service } from '../model/service.ts'
import { seconds } from '../model/units.ts'

/** What may end a run before its time: an SLO that is broken, a service that is lost, a limit that is exceeded. */
export const guardKinds = ['slo', 'health', 'limit'] as const

/** One of `guardKinds`. */
export type GuardKind = (typeof guardKinds)[number]

/** What is known of a run at one moment, as far as guard rails look at it. */
export interface Guarded {
  /** Milliseconds. */
  readonly now: number
  readonly slos: readonly LiveSlo[]
  readonly reading: Reading | undefined
}

// One bad second is none: what lasts so long is.
const sustained = 5_000

function brokenSlos({ slos }: Guarded): [id: string, reason: string][] {
  return slos
    .filter(({ state }) => state === 'broken')
    .map(({ id, title, reason }) => [`slo ${id}`, `${title} is broken: ${reason ?? ''}`])
}

function exceededLimits(service: Service, { reading }: Guarded): [id: string, reason: string][] {
  if (reading === undefined) return []
  const resources = healthRows(service, reading)
    .filter(({ kind, state }) => kind === 'limit' && state === 'broken')
    .map(({ id, title, value = 0, bound = 0, unit }): [string, string] => [
      id,
      `${title} is at ${formatValue(value, unit)}, limit ${formatBound(bound, unit)}`,
    ])
  const operations = Object.entries(service.operations).flatMap(([name, { loadTarget }]): [string, string][] => {
    const p95 = reading.served.operations[name]?.p95
    if (p95 === undefined || isUnmeasured(p95) || p95 <= seconds(loadTarget.critical) * 1000) return []
    return [
      [
        `operation ${name}`,
        `P95 of ${name} is ${formatValue(p95, 'milliseconds')}, critical is ${loadTarget.critical}`,
      ],
    ]
  })
  return [...resources, ...operations]
}

/** Looks at a run again and again; says why it has to end once something has been wrong for five seconds without a break. */
export class Guards {
  readonly #service: Service
  readonly #kinds: readonly GuardKind[]
  #since = new Map<string, number>()

  constructor(service: Service, kinds: readonly GuardKind[]) {
    this.#service = service
    this.#kinds = kinds
  }

  see(guarded: Guarded): string | undefined {
    const wrong = [
      ...(this.#kinds.includes('slo') ? brokenSlos(guarded) : []),
      ...(this.#kinds.includes('limit') ? exceededLimits(this.#service, guarded) : []),
    ]
    this.#since = new Map(wrong.map(([id]) => [id, this.#since.get(id) ?? guarded.now]))
    return wrong.find(([id]) => guarded.now - (this.#since.get(id) ?? guarded.now) >= sustained)?.[1]
  }
}
