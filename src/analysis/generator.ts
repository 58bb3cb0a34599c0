import { type Evidence, type GeneratorHealth, isUnmeasured } from './run.ts'
import type { VerdictRow } from './verdict.ts'

/**
 * Beyond these the load generator measures itself. Grafana asks for a fifth of the CPU to stay idle ("Running large
 * tests", k6 documentation); where one iteration in twenty begins late, no P95 can be told.
 */
export const generatorBounds = { cpuShare: 0.8, lateShare: 0.05, unsentShare: 0.01 } as const

const figures = [
  { key: 'cpuShare', id: 'health.generator-cpu', title: 'CPU of the load generator' },
  { key: 'lateShare', id: 'health.generator-late', title: 'Late starts of the generator' },
  { key: 'unsentShare', id: 'health.generator-unsent', title: 'Not sent by the generator' },
] as const

/** Whether the generator was the limit: its client latency and its drops then prove nothing about the service. */
export function generatorWasLimit(generator: GeneratorHealth): boolean {
  return figures.some(({ key }) => {
    const value = generator[key]
    return value !== undefined && !isUnmeasured(value) && value >= generatorBounds[key]
  })
}

/** How the generator was doing. These rows never fail: a slow generator says nothing about the service. */
export function generatorRows(evidence: Evidence): VerdictRow[] {
  return figures.flatMap(({ key, id, title }): VerdictRow[] => {
    const value = evidence.generator[key]
    if (value === undefined) return []
    const row = { id, title, kind: 'health', measuredAt: 'client', comparison: '<', unit: 'ratio' } as const
    const bound = generatorBounds[key]
    if (isUnmeasured(value)) return [{ ...row, bound, result: 'unmeasured', reason: value.unmeasured, required: false }]
    if (value < bound) return [{ ...row, bound, value, result: 'pass', required: true }]
    const reason = 'The generator was the limit: what it measured proves nothing about the service.'
    return [{ ...row, bound, value, result: 'unmeasured', reason, required: true }]
  })
}
