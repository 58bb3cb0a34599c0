import type { Fault } from './fault.ts'

/** When someone is told. */
export const alerting: readonly Fault[] = [
  {
    what: 'no floor',
    from: /\{event="bad"\} >= 5/g,
    to: '{event="bad"} >= 0',
    suite: 'wallet/slo',
    tests: 'availability: one error',
  },
  {
    what: 'floor too high',
    from: /\{event="bad"\} >= 5/g,
    to: '{event="bad"} >= 6',
    suite: 'wallet/slo',
    tests: 'availability: 5 errors',
  },
  {
    what: 'no short window',
    from: /slo:error_ratio:rate(5m|30m)( \/ on)/g,
    to: 'slo:error_ratio:rate1h$2',
    suite: 'wallet/slo',
    tests: 'p99: an outage',
  },
  {
    what: 'no short window for tickets',
    from: /slo:error_ratio:rate(2h|6h)( \/ on)/g,
    to: 'slo:error_ratio:rate3d$2',
    suite: 'fleet/slo',
    tests: 'ticket ends',
  },
  { what: 'page far too early', from: /> 14\.4/g, to: '> 4', suite: 'wallet/slo', tests: 'p99: a slow' },
  { what: 'page never', from: /> (14\.4|6)\b/g, to: '> 1000', suite: 'wallet/slo', tests: 'p99: an outage' },
  { what: 'ticket never', from: /> (3|1) and/g, to: '> 1000 and', suite: 'wallet/slo', tests: 'p99: a slow' },
  {
    what: 'SLOs of one name are mixed up',
    from: /on \(service, slo\) slo:events/g,
    to: 'on (slo) slo:events',
    suite: 'fleet/slo',
    tests: 'one name',
  },
  {
    what: 'missing metrics are no matter',
    from: 'unless on (service, slo) slo:events:count',
    to: 'unless on (service, slo) slo:objective:ratio unless slo:events:count',
    suite: 'wallet/slo',
    tests: 'not measured',
  },
]

/** What is left of the error budget, and its policy. */
export const budgets: readonly Fault[] = [
  {
    what: 'budget of the wrong sign',
    from: '1 - slo:error_ratio',
    to: '1 + slo:error_ratio',
    suite: 'fleet/slo',
    tests: 'weighs',
  },
  {
    what: 'a guess about the window is taken for certain',
    from: / \* on \(service, slo\) group_left \(\) slo:window_coverage:ratio/g,
    to: '',
    suite: 'wallet/slo',
    tests: 'policy',
  },
  {
    what: 'a spent budget is of no tier',
    from: / group_left \(\) slo:window_coverage/g,
    to: ' slo:window_coverage',
    suite: 'wallet/slo',
    tests: 'policy',
  },
  { what: 'coverage of another window', from: '/ 2592000', to: '/ 604800', suite: 'wallet/slo', tests: 'policy' },
  { what: 'the policy stops too early', from: '>= 1\n', to: '>= 0.9\n', suite: 'wallet/slo', tests: 'policy' },
  { what: 'the policy never stops', from: '>= 1\n', to: '>= 10\n', suite: 'wallet/slo', tests: 'policy' },
  {
    what: 'nothing counted is nothing known',
    from: / or label_replace\(time\(\) - max [^"]*"all"[^"]*"event", "measured", "", ""\)/,
    to: '',
    suite: 'wallet/slo',
    tests: 'policy',
  },
]

/** Resource limits and targets. */
export const limits: readonly Fault[] = [
  {
    what: 'a down service stays unnoticed',
    from: 'max(up{job="wallet-service"}) == 0',
    to: 'min(up{job="wallet-service"}) > 1',
    suite: 'wallet/limits',
    tests: 'all stop',
  },
  {
    what: 'one instance is the service',
    from: 'max(up{job="wallet-service"}) == 0',
    to: 'min(up{job="wallet-service"}) == 0',
    suite: 'wallet/limits',
    tests: 'one instance',
  },
  { what: 'a limit fires at once', from: /for: 10m/g, to: 'for: 1m', suite: 'wallet/limits', tests: 'CPU' },
  {
    what: 'a limit of another size',
    from: '> 2000000000',
    to: '> 2147483648000',
    suite: 'wallet/limits',
    tests: 'Heap',
  },
  {
    what: 'used connections of the used ones',
    from: 'db_pool_connections_max',
    to: 'db_pool_connections_in_use',
    suite: 'wallet/limits',
    tests: 'Database',
  },
]
