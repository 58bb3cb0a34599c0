import type { StepCounts, SteppedCounts } from '../analysis/load-counts.ts'
import { probePhases, stepCounters } from '../model/names.ts'
import type { Service } from '../model/service.ts'
import { type K6Summary, latencyOf, reader } from './k6-summary.ts'

function stepOf(service: Service, summary: K6Summary, step: number): StepCounts | undefined {
  const { values, count } = reader(summary)
  const rate = values(`${stepCounters.rate}{step:${step}}`)?.['value']
  // A step that was never reached has a gauge of 0.
  if (!rate) return undefined
  const duration = values(`${stepCounters.duration}{step:${step}}`)
  const latency = latencyOf(duration)
  const completed = duration?.['count'] ?? 0
  const kept = Object.keys(service.slos).map(
    (slo) => [slo, completed - count(`${stepCounters.bad}{step:${step},slo:${slo}}`)] as const,
  )
  return {
    rate,
    seconds: values(`${stepCounters.seconds}{step:${step}}`)?.['value'] ?? 0,
    offered: count(`${stepCounters.offered}{step:${step}}`),
    completed,
    kept: Object.fromEntries(kept),
    ...(latency ? { latency } : {}),
  }
}

function probesOf(summary: K6Summary): SteppedCounts['probes'] {
  const { values } = reader(summary)
  const phases = probePhases.flatMap((phase) => {
    const duration = values(`${stepCounters.probe}{phase:${phase}}`)
    const answered = values(`${stepCounters.answered}{phase:${phase}}`)
    const { count: sent = 0, 'p(95)': p95 = 0 } = duration ?? {}
    return sent > 0 ? [[phase, { sent, failed: answered?.['fails'] ?? 0, p95 }] as const] : []
  })
  return Object.fromEntries(phases)
}

/** What a load in steps counted; `undefined` where the load was none. */
export function steppedOf(service: Service, summary: K6Summary): SteppedCounts | undefined {
  const steps: StepCounts[] = []
  for (let step = 0; ; step++) {
    const counts = stepOf(service, summary, step)
    if (counts === undefined) break
    steps.push(counts)
  }
  if (steps.length === 0) return undefined
  const { values } = reader(summary)
  const broken = values(stepCounters.broken)?.['value']
  const recoverySeconds = values(stepCounters.recovered)?.['value']
  return {
    steps,
    virtualUsers: values('vus_max')?.['max'] ?? 0,
    busiest: values('vus')?.['max'] ?? 0,
    probes: probesOf(summary) ?? {},
    ...(broken === undefined ? {} : { broken }),
    ...(recoverySeconds === undefined ? {} : { recoverySeconds }),
  }
}
