import { aggregate, type Expression, type Matchers, oneOf, operate, type Range, rate, selector, sum } from './promql.ts'
import type { Absent, Counter, Gauge, Series, Share } from './runtime.ts'
import type { Operation, Service } from './service.ts'

/** Matchers that select a service's own series. Panels add `instance` and the like through `extra`. */
export function ofService(service: Service, extra: Matchers = {}): Matchers {
  return { job: service.job, ...extra }
}

/** Selects series of a resource metric of the service. */
export function series(service: Service, source: Series, extra: Matchers = {}): Expression {
  return selector(source.metric, { ...ofService(service), ...source.labels, ...extra })
}

/** The operations by these names; all of them where no names are given. */
export function operationsOf(service: Service, names?: readonly string[]): readonly [string, Operation][] {
  return Object.entries(service.operations).filter(([name]) => names === undefined || names.includes(name))
}

/**
 * Matchers for the server's request metric that select the definition's operations: health checks, scrapes and unknown
 * paths are nobody's promise. Method and path are matched apart, so a pair that is no operation but shares both counts.
 */
export function ofOperations(service: Service, names?: readonly string[], extra: Matchers = {}): Matchers {
  const operations = operationsOf(service, names).map(([, operation]) => operation)
  const { method, uri } = service.runtime.requests.labels
  return {
    ...ofService(service),
    [method]: oneOf(operations.map((operation) => operation.method)),
    [uri]: oneOf(operations.map((operation) => operation.uri)),
    ...extra,
  }
}

/**
 * A resource of each instance: a share from 0 to 1, bytes, seconds or a number, by signal. `undefined` where the runtime
 * declares it absent. Parts of one instance's gauge (memory pools) are added up.
 */
export function levelByInstance(
  service: Service,
  signal: Gauge | Counter | Share | Absent,
  range: Range,
  extra: Matchers = {},
): Expression | undefined {
  switch (signal.kind) {
    case 'absent':
      return undefined
    case 'gauge':
      return sum(series(service, signal, extra), ['instance'])
    case 'counter':
      return sum(rate(series(service, signal, extra), range), ['instance'])
    case 'share':
      return operate(
        sum(series(service, signal.used, extra), ['instance']),
        '/',
        sum(series(service, signal.total, extra), ['instance']),
      )
  }
}

/** The worst value of a resource over all instances; `undefined` where the runtime declares it absent. */
export function level(service: Service, signal: Gauge | Counter | Share, range: Range, extra?: Matchers): Expression
export function level(
  service: Service,
  signal: Gauge | Counter | Share | Absent,
  range: Range,
  extra?: Matchers,
): Expression | undefined
export function level(
  service: Service,
  signal: Gauge | Counter | Share | Absent,
  range: Range,
  extra: Matchers = {},
): Expression | undefined {
  const instances = levelByInstance(service, signal, range, extra)
  return instances && aggregate('max', instances)
}
