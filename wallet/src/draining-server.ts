import { type RequestListener, Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

const headersTimeout = 15_000
const requestTimeout = 30_000
// Longer than the usual 60 s of a load balancer, which must be the first to close an idle connection.
const keepAliveTimeout = 75_000

/**
 * An HTTP server that knows its requests in flight, and that closes idle connections some time after it is told to: a
 * request that is already on its way over such a connection is answered instead of reset.
 */
export class DrainingServer extends Server {
  readonly #grace: number
  readonly #busy = new WeakSet<Duplex>()
  #active = 0

  constructor(listener: RequestListener, graceMilliseconds: number) {
    super({ headersTimeout, requestTimeout, keepAliveTimeout }, listener)
    this.#grace = graceMilliseconds
    this.on('request', ({ socket, url = '' }, response: ServerResponse) => {
      const observed = url !== '/metrics' && !url.startsWith('/q/')
      if (observed) this.#active += 1
      this.#busy.add(socket)
      response.once('close', () => {
        if (observed) this.#active -= 1
        this.#busy.delete(socket)
      })
    })
  }

  /** Requests in flight, the observers' own left out. */
  get activeRequests(): number {
    return this.#active
  }

  /** Whether a request of this connection is being answered. */
  isBusy(socket: Duplex): boolean {
    return this.#busy.has(socket)
  }

  /** Closes, after the grace, the connections that are idle by then. */
  override closeIdleConnections(): void {
    setTimeout(() => super.closeIdleConnections(), this.#grace)
  }
}
