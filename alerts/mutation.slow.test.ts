import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { wallet } from '../services/wallet.ts'
import { discard, judged, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'

// Each fault is one that a hand-written rule has had somewhere. The generated unit tests must notice all of them.
interface Fault {
  readonly what: string
  readonly file: 'wallet/limits.rules.yml' | 'fleet/slo.rules.yml'
  readonly from: string | RegExp
  readonly to: string
  /** Which unit tests are run: a regular expression on their names. */
  readonly tests: string
}

const faults: readonly Fault[] = [
  {
    what: 'next higher bucket',
    file: 'fleet/slo.rules.yml',
    from: /le="0\.1"/g,
    to: 'le="0.15"',
    tests: 'p95: a slow',
  },
  {
    what: 'next lower bucket',
    file: 'fleet/slo.rules.yml',
    from: /le="0\.1"/g,
    to: 'le="0.075"',
    tests: 'p95: a slow',
  },
  {
    what: 'fast failures are good',
    file: 'fleet/slo.rules.yml',
    from: /,status!~"5\.\."/g,
    to: '',
    tests: 'p99: a slow',
  },
  {
    what: 'no zero for absent errors',
    file: 'fleet/slo.rules.yml',
    from: / or 0 \* sum\(slo[^)]*\)/g,
    to: '',
    tests: 'never seen',
  },
  {
    what: 'refusals are not counted',
    file: 'fleet/slo.rules.yml',
    from: /wallet_operations_rejected_total\{/g,
    to: 'other{',
    tests: 'business-errors: a slow',
  },
  {
    what: 'one counter hides another',
    file: 'fleet/slo.rules.yml',
    from: /"wallet_operations_rejected_total", "", ""/g,
    to: '"wallet_operations_failed_total", "", ""',
    tests: 'business-errors: a slow',
  },
  {
    what: 'health checks count',
    file: 'fleet/slo.rules.yml',
    from: /uri=~"[^"]*",status/g,
    to: 'status',
    tests: 'availability: a slow',
  },
  {
    what: 'other services count',
    file: 'fleet/slo.rules.yml',
    from: /job="wallet-service",/g,
    to: '',
    tests: 'availability: a slow',
  },
  {
    what: '4xx are failures',
    file: 'fleet/slo.rules.yml',
    from: /status=~"5\.\."/g,
    to: 'status=~"[45].."',
    tests: 'availability: a slow',
  },
  {
    what: 'only status 500',
    file: 'fleet/slo.rules.yml',
    from: /status=~"5\.\."/g,
    to: 'status="500"',
    tests: 'availability: a slow',
  },
  { what: 'no traffic gives NaN', file: 'fleet/slo.rules.yml', from: / > 0\)/g, to: ')', tests: 'no traffic' },
  {
    what: 'no floor',
    file: 'fleet/slo.rules.yml',
    from: /\* 3600 > 3\.5/g,
    to: '* 3600 > 0',
    tests: 'availability: one error',
  },
  { what: 'floor too high', file: 'fleet/slo.rules.yml', from: /> 3\.5/g, to: '> 5', tests: 'availability: 5 errors' },
  {
    what: 'no short window',
    file: 'fleet/slo.rules.yml',
    from: /rate(5m|30m)( \/ on)/g,
    to: 'rate1h$2',
    tests: 'p99: an outage',
  },
  { what: 'page far too early', file: 'fleet/slo.rules.yml', from: /> 14\.4/g, to: '> 4', tests: 'p99: a slow' },
  { what: 'page never', file: 'fleet/slo.rules.yml', from: /> (14\.4|6)\b/g, to: '> 1000', tests: 'p99: an outage' },
  { what: 'ticket never', file: 'fleet/slo.rules.yml', from: /> (3|1) and/g, to: '> 1000 and', tests: 'p99: a slow' },
  {
    what: 'SLOs of one name are mixed up',
    file: 'fleet/slo.rules.yml',
    from: /on \(service, slo\) slo:errors/g,
    to: 'on (slo) slo:errors',
    tests: 'one name',
  },
  {
    what: 'mean of ratios over long windows',
    file: 'fleet/slo.rules.yml',
    from: /sum_over_time\(slo:errors:rate5m\[30d\]\) .*/,
    to: 'avg_over_time(slo:error_ratio:rate5m[30d])',
    tests: 'weighs the same',
  },
  {
    what: 'budget of the wrong sign',
    file: 'fleet/slo.rules.yml',
    from: '1 - slo:error_ratio',
    to: '1 + slo:error_ratio',
    tests: 'weighs the same',
  },
  {
    what: 'missing metrics are no matter',
    file: 'fleet/slo.rules.yml',
    from: 'unless on (service, slo) slo:errors',
    to: 'unless on (service, slo) slo:objective:ratio unless slo:errors',
    tests: 'not measured',
  },
  {
    what: 'a down service stays unnoticed',
    file: 'wallet/limits.rules.yml',
    from: 'max(up{job="wallet-service"}) == 0',
    to: 'min(up{job="wallet-service"}) > 1',
    tests: 'all stop',
  },
  {
    what: 'one instance is the service',
    file: 'wallet/limits.rules.yml',
    from: 'max(up{job="wallet-service"}) == 0',
    to: 'min(up{job="wallet-service"}) == 0',
    tests: 'one instance',
  },
  { what: 'a limit fires at once', file: 'wallet/limits.rules.yml', from: /for: 10m/g, to: 'for: 1m', tests: 'CPU' },
  {
    what: 'a limit of another size',
    file: 'wallet/limits.rules.yml',
    from: '> 2000000000',
    to: '> 2147483648000',
    tests: 'Heap',
  },
  {
    what: 'used connections of the used ones',
    file: 'wallet/limits.rules.yml',
    from: 'db_pool_connections_max',
    to: 'db_pool_connections_in_use',
    tests: 'Database',
  },
]

let folder = ''
beforeAll(() => {
  folder = written(alerts([wallet]))
})
afterAll(() => discard(folder))

function verdict(file: string, tests: string) {
  const own =
    file === 'fleet/slo.rules.yml' && /one name|weighs/.test(tests)
      ? 'fleet/slo'
      : `wallet/${file.includes('limits') ? 'limits' : 'slo'}`
  return judged(inject('tools').promtool, ['test', 'rules', `--run=${tests}`, `${own}.test.yml`], folder)
}

it.each(faults)('the generated unit tests notice: $what', ({ file, from, to, tests }) => {
  const path = join(folder, file)
  const right = readFileSync(path, 'utf8')
  const wrong = right.replace(from, to)
  expect(wrong).not.toBe(right)
  expect(verdict(file, tests).code).toBe(0)
  writeFileSync(path, wrong)
  const { code, output } = verdict(file, tests)
  writeFileSync(path, right)
  // A rule that does not even parse would be no proof.
  expect(output).toMatch(/exp:.*\n\s+got:/)
  expect(code).not.toBe(0)
})
