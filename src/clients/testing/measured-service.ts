import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import { promClient } from '../../model/runtimes/prom-client.ts'
import { defineService, type Service } from '../../model/service.ts'
import { seconds } from '../../model/units.ts'

const latencyBuckets = ['10ms', '50ms', '100ms', '1s'] as const
const loadTarget = { target: '50ms', acceptable: '100ms', critical: '1s' } as const

/** A service of two operations, as small as a definition can be. */
export const orders: Service = defineService({
  name: 'orders',
  title: 'Orders',
  description: 'Takes orders.',
  owner: 'shop',
  tier: 1,
  runtime: promClient({ latencyBuckets }),
  baseUrl: 'http://localhost:8080',
  baseUrlVariable: 'ORDERS_URL',
  endpoints: { health: '/health', ready: '/ready', metrics: '/metrics' },
  operations: {
    place: { method: 'POST', uri: '/orders', kind: 'placed', loadTarget },
    show: { method: 'GET', uri: '/orders/{id}', loadTarget },
  },
  business: { succeeded: { placed: 'orders_placed_total' }, failed: 'orders_failed_total' },
  slos: {
    p95: { kind: 'latency', title: 'P95 latency', objective: '95%', within: '100ms', window: '30d' },
    availability: { kind: 'availability', title: 'Availability', objective: '99.9%', window: '30d' },
    business: { kind: 'business-errors', title: 'Business', objective: '99.9%', window: '30d' },
  },
  limits: { cpu: { below: '80%' }, heap: { below: '2GB' } },
  loadProfiles: {},
})

/** What a test says that the service did: the registry of a process that can begin anew. */
export class MeasuredService {
  private registry = new Registry()
  private metrics = this.started()

  private started() {
    const registers = [this.registry]
    const { labels, otherLabels = [], metric } = orders.runtime.requests
    return {
      requests: new Histogram({
        name: metric,
        help: 'Requests.',
        labelNames: [...Object.values(labels), ...otherLabels],
        buckets: latencyBuckets.map((boundary) => seconds(boundary)),
        registers,
      }),
      placed: new Counter({ name: 'orders_placed_total', help: 'Orders.', registers }),
      failed: new Counter({ name: 'orders_failed_total', help: 'Failures.', labelNames: ['reason'], registers }),
      cpu: new Counter({ name: 'process_cpu_seconds_total', help: 'CPU.', registers }),
      heap: new Gauge({ name: 'nodejs_heap_size_used_bytes', help: 'Heap.', registers }),
    }
  }

  /** All counters begin at 0, as those of a new process. */
  restart(): void {
    this.registry = new Registry()
    this.metrics = this.started()
  }

  /** Counts one request. */
  served(method: string, uri: string, status: number, inSeconds: number): void {
    const outcome = status >= 500 ? 'SERVER_ERROR' : 'SUCCESS'
    this.metrics.requests.observe({ method, uri, status: String(status), outcome }, inSeconds)
    if (method !== 'POST') return
    if (status >= 500) this.metrics.failed.inc({ reason: 'internal' })
    else this.metrics.placed.inc()
  }

  /** Uses CPU and heap. */
  used(cpuSeconds: number, heapBytes: number): void {
    this.metrics.cpu.inc(cpuSeconds)
    this.metrics.heap.set(heapBytes)
  }

  /** The metrics page. */
  page(): Promise<string> {
    return this.registry.metrics()
  }

  /** Serves the page to everyone who asks, on a free port of loopback. */
  async listen(): Promise<{ address: string; close(): void }> {
    // Prometheus refuses a page without its type.
    const server = createServer((_, response) => {
      response.setHeader('content-type', this.registry.contentType)
      void this.page().then((page) => response.end(page))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const close = () => {
      server.closeAllConnections()
      server.close()
    }
    return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close }
  }
}
