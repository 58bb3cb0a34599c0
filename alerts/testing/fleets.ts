import { wallet } from '../../services/wallet.ts'
import { micrometer } from '../../src/model/runtimes/micrometer.ts'
import { promClient } from '../../src/model/runtimes/prom-client.ts'
import type { Fleet, Service, Slo } from '../../src/model/service.ts'
import { defineService } from '../../src/model/service.ts'

const target = { target: '50ms', acceptable: '100ms', critical: '1s' } as const

/** A small service of its own; `more` replaces what a test is about. */
export function service(name: string, more: Partial<Service> = {}): Service {
  return {
    ...defineService({
      name,
      title: `Service ${name}`,
      description: 'For tests.',
      owner: 'nobody',
      tier: 2,
      runtime: promClient({ latencyBuckets: ['100ms', '250ms', '1s', '2.5s'] }),
      baseUrl: 'http://localhost:8080',
      baseUrlVariable: 'SERVICE_URL',
      endpoints: { health: '/health', ready: '/ready', metrics: '/metrics' },
      operations: {
        list: { method: 'GET', uri: '/things', loadTarget: target },
        add: { method: 'POST', uri: '/things', loadTarget: target },
      },
      slos: { availability: { kind: 'availability', title: 'Availability', objective: '99.9%', window: '30d' } },
      limits: {},
      loadProfiles: {},
    }),
    ...more,
  }
}

/** A JVM service whose timers have no buckets and whose pool nobody sees. */
export const withoutHistogram: Service = { ...wallet, name: 'jvm', job: 'jvm-service', runtime: micrometer() }

/** Thresholds that are whole seconds, subsets of operations, and a service with a single success counter and no refusals. */
export const unusual: Service = service('unusual', {
  slos: {
    second: { kind: 'latency', title: 'A second', objective: '99.5%', within: '1s', window: '28d' },
    slowest: {
      kind: 'latency',
      title: 'The last bucket',
      objective: '99%',
      within: '2.5s',
      window: '28d',
      operations: ['add'],
    },
    reads: { kind: 'availability', title: 'Reads', objective: '99.99%', window: '90d', operations: ['list'] },
    lax: { kind: 'availability', title: 'Lax', objective: '90%', window: '30d' },
    weekly: { kind: 'availability', title: 'Weekly', objective: '99%', window: '7d', operations: ['add'] },
    business: { kind: 'business-errors', title: 'Business', objective: '99%', window: '30d' },
  },
  business: { succeeded: { added: 'things_added_total' }, failed: 'things_failed_total' },
  limits: { meanResponse: { below: '75ms', for: '1.5m' }, heap: { below: '512MiB', for: '5m' } },
})

/** A service whose requests Prometheus stores as native histograms: thresholds on its boundaries and between them. */
export const native: Service = service('native', {
  runtime: promClient({ histogram: 'native' }),
  slos: {
    availability: { kind: 'availability', title: 'Availability', objective: '99.9%', window: '30d' },
    quarter: { kind: 'latency', title: 'A quarter of a second', objective: '99%', within: '250ms', window: '30d' },
    odd: { kind: 'latency', title: 'Odd', objective: '95%', within: '120ms', window: '7d', operations: ['add'] },
  },
  limits: { meanResponse: { below: '75ms', for: '2m' } },
})

/** 25 services with four SLOs each, of the same ids: 100 SLOs. */
export const hundred: Fleet = Array.from({ length: 25 }, (_, index) => ({
  ...wallet,
  name: `wallet-${index}`,
  job: `wallet-service-${index}`,
}))

/** The service with one more SLO. */
export function withSlo(base: Service, id: string, slo: Slo): Service {
  return { ...base, slos: { ...base.slos, [id]: slo } }
}
