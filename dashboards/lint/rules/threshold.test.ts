import { describe, expect, test } from 'vitest'
import { wallet } from '../../../services/wallet.ts'
import { asking, faultsOf } from '../../testing/lint-one.ts'
import { thresholdRule } from './threshold.ts'

const requests = 'http_server_requests_seconds'
const steps = (...values: readonly (number | null)[]) => ({
  fieldConfig: { defaults: { unit: 's', thresholds: { steps: values.map((value) => ({ value, color: 'green' })) } } },
})
const p95 = `histogram_quantile(0.95, sum by (le) (rate(${requests}_bucket[$__rate_interval])))`
const mean = `sum(rate(${requests}_sum[$__rate_interval])) / sum(rate(${requests}_count[$__rate_interval]))`
const good = '1 - slo:error_ratio:rate5m{service="wallet",slo="availability"}'

function faults(expression: string, values: readonly (number | null)[], uid = 'wallet-mine') {
  return faultsOf(thresholdRule, [asking(expression, steps(...values))], { uid }, [wallet])
}

describe('threshold', () => {
  test.each([
    ['a percentile with another bound', p95, [null, 0.2], /SLO "P95 latency" is 0.1/],
    ['a percentile without one', p95, [null], /shows no threshold/],
    ['a mean with another bound', mean, [null, 0.1], /limit of the mean response time is 0.05/],
    ['a share of good events with another objective', good, [null, 0.99], /SLO "Availability" is 0.999/],
    ['bounds out of order', 'x', [null, 2, 1], /do not ascend/],
  ] as const)('finds fault with %s', (_, expression, values, message) => {
    expect(faults(expression, values).join('\n')).toMatch(message)
  })
  test.each([
    ['the promise', p95, [null, 0.1]],
    ['a warning before it', p95, [null, 0.08, 0.1]],
    ['the limit', mean, [null, 0.05]],
    ['the objective', good, [null, 0.999]],
    ['a base that a Grafana has written a value to', 'x', [0, 1]],
    ['what nobody promised', 'sum(up)', [null, 3]],
  ] as const)('lets pass %s', (_, expression, values) => {
    expect(faults(expression, values)).toEqual([])
  })
  test('asks nothing of a dashboard of other services', () => {
    const cpu = 'sum(rate(process_cpu_seconds_total{job="node"}[$__rate_interval]))'
    expect(faults(cpu, [null, 7], 'node-exporter')).toEqual([])
  })
  test('asks nothing of a dashboard when there are no definitions', () => {
    expect(faultsOf(thresholdRule, [asking(p95, steps(null, 7))])).toEqual([])
  })
})
