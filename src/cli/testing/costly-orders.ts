import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { MeasuredService } from '../../clients/testing/measured-service.ts'

/** What each request of an operation costs: how long it takes, and how much CPU the service says that it used. Milliseconds. */
export interface OrderCosts {
  readonly place: { readonly takes: number; readonly cpu: number }
  readonly show: { readonly takes: number; readonly cpu: number }
}

/** Serves the orders of the tests' definition over HTTP at these costs, and tells them on its metrics page. */
export async function startCostlyOrders(costs: OrderCosts): Promise<{ url: string; address: string; close(): void }> {
  const service = new MeasuredService()
  service.used(0, 5e7)
  // A counter that is not there yet could not be told from one that began anew.
  service.served('GET', '/orders/{id}', 200, 0.001)
  service.served('POST', '/orders', 201, 0.001)
  const server = createServer((request, response) => {
    void (async () => {
      if (request.url === '/metrics') {
        response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
        return response.end(await service.page())
      }
      if (!request.url?.startsWith('/orders')) return response.end('ok')
      const [template, { takes, cpu }, status] =
        request.method === 'POST'
          ? (['/orders', costs.place, 201] as const)
          : (['/orders/{id}', costs.show, 200] as const)
      const begun = performance.now()
      await sleep(takes)
      service.used(cpu / 1000, 5e7)
      service.served(request.method ?? '', template, status, (performance.now() - begun) / 1000)
      if (status === 201) response.setHeader('location', '/orders/1')
      return response.writeHead(status).end('{"id":"1"}')
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://${address}`, address, close }
}
