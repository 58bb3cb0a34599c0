import { describe, expect, it } from 'vitest'
import { alerts } from '../alerts/index.ts'
import { runbooks } from '../alerts/runbooks/index.ts'
import { dashboards } from '../dashboards/index.ts'
import { keeps, objectivesOf } from '../k6/lib/expectations.ts'
import { promises } from '../k6/lib/thresholds.ts'
import { wallet } from '../services/wallet.ts'
import type { Artefact } from '../src/model/artefact.ts'
import type { LatencySlo, Service } from '../src/model/service.ts'

// One number of the definition is changed; all that is made of it must follow, and say the new number.

function withP95(change: Partial<LatencySlo>): Service {
  const { p95 } = wallet.slos
  if (p95?.kind !== 'latency') throw new Error('the wallet has no latency SLO "p95"')
  return { ...wallet, slos: { ...wallet.slos, p95: { ...p95, ...change } } }
}

function bodies(artefacts: readonly Artefact[], part: string): string {
  return artefacts
    .filter(({ path }) => path.includes(part))
    .map(({ body }) => body)
    .join('\n')
}

/** Whole milliseconds of the slowest answer that a load run counts as good for the SLO. */
function slowestGood(service: Service): number {
  const objective = objectivesOf(service, 'get').find(({ slo }) => slo === 'p95')
  const durations = Array.from({ length: 1000 }, (_, milliseconds) => milliseconds)
  return durations.findLast((milliseconds) => objective && keeps(objective, undefined, milliseconds)) ?? -1
}

/** Everything that is generated for people and programs, by what it is. */
function made(service: Service): Readonly<Record<string, string>> {
  const rules = alerts([service])
  return {
    rules: bodies(rules, 'slo.rules.yml'),
    'promtool tests': bodies(rules, 'wallet/slo.test.yml'),
    dashboard: bodies(dashboards([service]), 'wallet-golden-metrics'),
    'k6 thresholds': JSON.stringify([promises(service), slowestGood(service)]),
    runbook: bodies(runbooks([service]), 'ErrorBudgetBurnsFast'),
  }
}

const before = made(wallet)
const changes = [
  {
    what: 'the threshold of a latency SLO',
    change: { within: '150ms' } as const,
    // Where it stands, the new number must stand.
    shown: {
      rules: 'le="0.15"',
      'promtool tests': 'le="0.15"',
      dashboard: '0.15',
      'k6 thresholds': ',150]',
      runbook: '150ms',
    },
  },
  {
    what: 'the objective of an SLO',
    change: { objective: '97%' } as const,
    shown: {
      rules: 'vector(0.97)',
      'promtool tests': 'p95',
      dashboard: '0.97',
      'k6 thresholds': 'p(97)<=100',
      runbook: '97%',
    },
  },
]

describe.each(changes)('when $what changes', ({ change, shown }) => {
  const after = made(withP95(change))

  it.each(Object.entries(shown))('its %s follow', (kind, text) => {
    expect(after[kind]).not.toBe(before[kind])
    expect(after[kind]).toContain(text)
  })
})
