import { describe, expect, it } from 'vitest'
import { wallet } from '../../../services/wallet.ts'
import { micrometer } from '../runtimes/micrometer.ts'
import type { Service } from '../service.ts'
import { validateFleet } from './validate.ts'

/** The wallet with one thing changed: `a.b.c` set to a value, or removed when the value is `undefined`. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(wallet) as unknown as Record<string, unknown>
  const fields = path.split('.')
  const last = fields.pop() ?? ''
  let inner = copy
  for (const field of fields) inner = inner[field] as Record<string, unknown>
  if (value === undefined) delete inner[last]
  else inner[last] = value
  return copy
}

const brokenOnPurpose: readonly (readonly [code: string, path: string, value: unknown, at?: string])[] = [
  ['shape', 'title', undefined],
  ['shape', 'tier', 4],
  ['shape', 'slos.p95.within', 100],
  ['shape', 'slos.p95.within', '100'],
  ['shape', 'slos.p95.objective', '0.95'],
  ['shape', 'slos.p95.kind', 'latencies'],
  ['shape', 'limits.heap.below', '2TB'],
  ['shape', 'operations', {}],
  ['shape', 'baseUrl', 'localhost:8080'],
  ['shape', 'business.failed', 'wallet operations failed'],
  ['shape', 'loadProfiles.basic.virtualUsers', 0],
  ['shape', 'scenarios.continuous-wallet-stress.every', 2],
  ['unknown-operation', 'scenarios.continuous-wallet-stress.creation', 'open'],
  [
    'unknown-operation',
    'scenarios.continuous-wallet-stress.promise.success',
    { open: '100%' },
    'scenarios.continuous-wallet-stress.promise.success.open',
  ],
  ['shape', 'scenarios.stress-test-to-failure.upTo', '100'],
  ['shape', 'scenarios.smoke.stages', []],
  ['shape', 'scenarios.extreme-stress.rate', '5000'],
  ['shape', 'scenarios.smoke.stages', [{ rate: 50, for: '30s' }], 'scenarios.smoke.stages.0.rate'],
  ['unknown-field', 'scenarios.smoke.stages', [{ rate: '5/s', for: '3s', to: 1 }], 'scenarios.smoke.stages.0.to'],
  ['unsafe-name', 'scenarios.My Scenario', { ...wallet.scenarios?.['smoke'] }],
  ['shape', 'tier', 1n],
  ['shape', 'title', Symbol('title')],
  ['shape', 'title', 'Wallet\nService'],
  ['shape', 'title', 'Wallet {{ Service'],
  ['shape', 'slos.p95.title', 'in $dollars'],
  ['shape', 'title', 'x'.repeat(101)],
  ['shape', 'slos.p95.kind', 'constructor'],
  ['shape', 'slos.p95.kind', '__proto__'],
  ['unknown-field', 'toString', 'x'],
  ['unknown-kind', 'operations.get.kind', 'toString'],
  ['shape', 'operations.get.uri', '/wallets?all'],
  ['shape', 'operations.get.uri', '/wallets/$count'],
  ['shape', 'endpoints.metrics', '/metrics?all'],
  ['shape', 'operations.get.loadTarget.target', '0ms'],
  ['shape', 'runPromise.throughput', '0/s'],
  ['shape', 'limits.heap.below', '0GB'],
  ['shape', 'loadProfiles.basic.pace', '0ms'],
  ['shape', 'loadProfiles.basic.virtualUsers', Number.NaN],
  ['shape', 'loadProfiles.basic.virtualUsers', 1e12],
  ['shape', 'scenarios.stress-test-to-failure.factor', Number.POSITIVE_INFINITY],
  ['shape', 'baseUrl', 'http://localhost:99999'],
  ['shape', 'baseUrl', 'http://[::1'],
  ['shape', 'baseUrl', 'http://localhost:8080/?a=b'],
  ['steps-do-not-rise', 'scenarios.stress-test-to-failure.factor', 1],
  ['steps-end-below', 'scenarios.stress-test-to-failure.upTo', '1/s'],
  ['step-too-short', 'scenarios.stress-test-to-failure.each', '1s'],
  ['shape', 'endpoints', undefined],
  ['unknown-field', 'limits.memory', { below: '2GB' }],
  ['unknown-field', 'slos.p95.windows', '7d'],
  ['unsafe-name', 'name', 'Wallet Service'],
  ['unsafe-name', 'slos.P 95', { ...wallet.slos['p95'] }],
  ['reserved-name', 'name', 'fleet'],
  ['name-too-long', 'name', 'a'.repeat(60)],
  ['address-with-credentials', 'baseUrl', 'http://user:secret@localhost:8080'],
  ['load-target-order', 'operations.get.loadTarget.target', '5s', 'operations.get.loadTarget'],
  ['duplicate-operation', 'operations.again', wallet.operations['get'], 'operations.again.uri'],
  ['unknown-kind', 'operations.get.kind', 'reads'],
  ['bucket-order', 'runtime.requests.histogram.boundaries', ['100ms', '50ms', '200ms']],
  ['shape', 'runtime.requests.histogram.kind', 'natve'],
  ['shape', 'runtime.requests.labels.uri', undefined],
  ['unknown-field', 'runtime.requests.labels.route', 'route'],
  ['shape', 'runtime.requests.otherLabels', ['outcome', 'error-class'], 'runtime.requests.otherLabels.1'],
  ['shape', 'runtime.signals.cpu', undefined],
  ['shape', 'runtime.signals.heap.metric', 'heap size'],
  ['shape', 'runtime.signals.heap.kind', 'share'],
  ['shape', 'runtime.signals.databasePool.total', undefined],
  ['unknown-field', 'runtime.signals.memory', { kind: 'absent', reason: 'none' }],
  [
    'unknown-field',
    'runtime.requests.histogram',
    { kind: 'native', boundaries: ['1s'] },
    'runtime.requests.histogram.boundaries',
  ],
  ['limit-range', 'limits.cpu.below', '120%'],
  ['slo-objective-range', 'slos.p95.objective', '100%'],
  ['slo-never-pages', 'slos.p95.objective', '50%'],
  ['slo-window-short', 'slos.p95.window', '1h'],
  ['slo-window-uneven', 'slos.p95.window', '1.5d'],
  ['slo-window-uneven', 'slos.p95.window', '10000m'],
  ['policy-order', 'errorBudgetPolicy', { warn: '80%' }],
  ['shape', 'errorBudgetPolicy', { freeze: '1' }, 'errorBudgetPolicy.freeze'],
  ['shape', 'repositoryUrl', 'https://user:secret@example.org/'],
  ['unknown-operation', 'slos.p95.operations', ['gets']],
  ['slo-threshold-no-bucket', 'slos.p95.within', '120ms'],
  ['slo-without-counters', 'business', undefined, 'slos.business-errors.kind'],
]

describe('validation', () => {
  it('finds nothing in the wallet', () => {
    expect(validateFleet([wallet])).toEqual({ fleet: [wallet], findings: [] })
  })

  const cases = brokenOnPurpose.map(([code, path, value, at = path]) => ({ code, path, value, at }))

  it.each(cases)('$code: $path set to $value', ({ code, path, value, at }) => {
    const { fleet, findings } = validateFleet([changed(path, value)])
    const finding = findings.find((one) => one.code === code && one.path === at)
    expect(finding, JSON.stringify(findings)).toBeDefined()
    expect(finding?.mend).not.toBe('')
    expect(fleet).toBeUndefined()
  })

  it('shows a value that has no JSON, and the beginning of one that is long', () => {
    const itself: unknown[] = []
    itself.push(itself)
    const problemOf = (value: unknown) => validateFleet([changed('tier', value)]).findings[0]?.problem
    expect(problemOf(itself)).toBe('must be one of 1, 2, 3, not a value that cannot be written down')
    expect(problemOf(Number.NaN)).toBe('must be one of 1, 2, 3, not NaN')
    expect(problemOf('x'.repeat(1000))?.length).toBeLessThan(120)
  })

  it('names the nearest boundaries and the nearest field', () => {
    const [threshold] = validateFleet([changed('slos.p95.within', '120ms')]).findings
    expect(threshold?.mend).toContain('(100ms, 150ms)')
    const [field] = validateFleet([changed('slos.p95.widow', '7d')]).findings
    expect(field?.mend).toBe('Did you mean "window"?')
  })

  it('warns, and still accepts, what cannot be measured or not be kept', () => {
    const jvm = { ...wallet, runtime: micrometer() }
    const long = {
      ...(changed('slos.availability.window', '90d') as Service),
      name: 'b',
      job: 'b',
      title: 'B',
      baseUrlVariable: 'B_URL',
    }
    const { fleet, findings } = validateFleet([jvm, long])
    expect(fleet).toHaveLength(2)
    expect(findings.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual([
      'warning limit-unmeasured limits.databasePool',
      'warning slo-without-histogram slos.p95.kind',
      'warning slo-without-histogram slos.p99.kind',
      'warning slo-window-retention slos.availability.window',
    ])
  })

  it('warns of an alert that is left out because it could never fire', () => {
    const { fleet, findings } = validateFleet([changed('slos.p95.objective', '90%')])
    expect(fleet).toHaveLength(1)
    expect(findings.map(({ code }) => code)).toEqual(['alert-never-fires'])
    expect(findings[0]?.problem).toContain('the page over 1h needs 14.4 times the error budget of 90%')
  })

  it('collects findings of all services at once, and of a service whose shape is wrong elsewhere', () => {
    const twice = { ...(changed('slos.p95.within', '120ms') as Service), tier: 9 }
    const { findings } = validateFleet([twice, { ...wallet, operations: {} }, wallet])
    expect(findings.map(({ code, path }) => `${path} ${code}`)).toEqual([
      'tier shape',
      'slos.p95.within slo-threshold-no-bucket',
      'operations shape',
      'name duplicate-name',
      'name duplicate-name',
      'job duplicate-name',
      'job duplicate-name',
      'title duplicate-name',
      'title duplicate-name',
      'baseUrlVariable duplicate-name',
      'baseUrlVariable duplicate-name',
    ])
  })

  it.each([undefined, null, {}, [], 'wallet', [null], [[]], [42]])('survives %j in place of a fleet', (candidate) => {
    const { fleet, findings } = validateFleet(candidate)
    expect(fleet).toBeUndefined()
    expect(findings.length).toBeGreaterThan(0)
  })
})
