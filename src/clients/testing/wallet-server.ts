import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How a test server differs from the reference service, within its contract or by a fault. */
export interface WalletServerOptions {
  /** Form of the `Location` of what was created. */
  readonly location?: 'absolute' | 'relative' | 'none'
  readonly emptyBodies?: boolean
  /** Answers 200 where the contract says 201. */
  readonly okForCreated?: boolean
  /** Fault from the nth operation on: no answer, a 503, a cut connection, or a redirect to itself. Health stays. */
  readonly fault?: { readonly kind: 'hang' | 'unavailable' | 'cut' | 'redirect'; readonly from: number }
  /** Answers every nth deposit with success and forgets it, or keeps it twice. */
  readonly miscount?: { readonly every: number; readonly by: 'losing' | 'doubling' }
  /** Answers nothing in the last `lasting` of every so many milliseconds, and all of it after. */
  readonly freeze?: { readonly every: number; readonly lasting: number }
  /** Answers at most so many operations a second, one after the other: what comes faster waits its turn. */
  readonly perSecond?: number
  /** No metrics page where `false`. */
  readonly metrics?: false
  /** Port to listen on; a free one where absent. */
  readonly port?: number
}

/** A running test server: its address, the operations that it answered by `METHOD template status`, and its end. */
export interface WalletServer {
  readonly url: string
  readonly port: number
  readonly answered: ReadonlyMap<string, number>
  /** Everything that was asked. */
  readonly asked: readonly {
    readonly method: string
    readonly path: string
    readonly body: string
    readonly headers: IncomingMessage['headers']
  }[]
  /** Cents in all wallets. */
  held(): number
  close(): Promise<void>
}

const templates: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/v1\/wallets$/, '/api/v1/wallets'],
  [/^\/api\/v1\/wallets\/([^/]+)$/, '/api/v1/wallets/{id}'],
  [/^\/api\/v1\/wallets\/([^/]+)\/(deposit|withdraw|transfer|balance)$/, '/api/v1/wallets/{id}/$2'],
  [/^\/api\/v1\/wallets\/([^/]+)\/balance\/historical$/, '/api/v1/wallets/{id}/balance/historical'],
  [/^\/api\/v1\/users\/([^/]+)\/wallets$/, '/api/v1/users/{userId}/wallets'],
]

function templateOf(path: string): { template: string; id: string } | undefined {
  for (const [pattern, template] of templates) {
    const match = pattern.exec(path)
    if (match) return { template: template.replace('$2', match[2] ?? ''), id: match[1] ?? '' }
  }
  return undefined
}

function exposition(answered: ReadonlyMap<string, number>): string {
  const lines = ['# TYPE http_server_requests_seconds summary']
  for (const [key, count] of answered) {
    const [method, uri, status] = key.split(' ')
    const labels = `method="${method}",uri="${uri}",status="${status}",outcome="ANY"`
    lines.push(`http_server_requests_seconds_count{${labels}} ${count}`)
    lines.push(`http_server_requests_seconds_sum{${labels}} ${count / 1000}`)
  }
  return `${lines.join('\n')}\n`
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text
}

/** What the service knows: balances in cents by wallet. */
class Ledger {
  readonly #balances = new Map<string, number>()
  readonly #miscount: WalletServerOptions['miscount']
  #deposits = 0

  constructor(miscount: WalletServerOptions['miscount']) {
    this.#miscount = miscount
  }

  #factor(): number {
    this.#deposits += 1
    if (this.#miscount === undefined || this.#deposits % this.#miscount.every !== 0) return 1
    return this.#miscount.by === 'losing' ? 0 : 2
  }

  held(): number {
    return [...this.#balances.values()].reduce((sum, cents) => sum + cents, 0)
  }

  /** Status and identifier of what was made. Only what a load test asks for is right; it is no reference. */
  apply(method: string, template: string, id: string, body: string): { status: number; made?: string; cents?: number } {
    if (template === '/api/v1/wallets') {
      const wallet = `w-${this.#balances.size + 1}`
      this.#balances.set(wallet, 0)
      return { status: 201, made: `/api/v1/wallets/${wallet}` }
    }
    if (template.startsWith('/api/v1/users')) return { status: 200 }
    const balance = this.#balances.get(id)
    if (balance === undefined) return { status: 404 }
    if (method === 'GET') return { status: 200, cents: balance }
    const { amount, destinationWalletId = '' } = JSON.parse(body) as { amount: number; destinationWalletId?: string }
    const destination = this.#balances.get(destinationWalletId)
    const change = Math.round(amount * 100) * (template.endsWith('deposit') ? this.#factor() : -1)
    if (balance + change < 0) return { status: 400 }
    this.#balances.set(id, balance + change)
    if (destination !== undefined) this.#balances.set(destinationWalletId, destination - change)
    return { status: 201, made: `/api/v1/wallets/${id}/transactions/1` }
  }
}

async function thawed({ every, lasting }: { every: number; lasting: number }, elapsed: number): Promise<void> {
  const into = elapsed % every
  if (into >= every - lasting) await sleep(every - into)
}

/** An HTTP server on loopback that follows the wallet contract as far as a load test sees it. */
export async function startWalletServer(options: WalletServerOptions = {}): Promise<WalletServer> {
  const answered = new Map<string, number>()
  const asked: { method: string; path: string; body: string; headers: IncomingMessage['headers'] }[] = []
  const ledger = new Ledger(options.miscount)
  const sockets = new Set<Socket>()
  let origin = ''
  const begun = Date.now()
  let nextTurn = 0
  const turnOf = (milliseconds: number) => {
    nextTurn = Math.max(Date.now(), nextTurn) + milliseconds
    return sleep(nextTurn - Date.now())
  }

  const answer = (response: ServerResponse, template: string, method: string, result: ReturnType<Ledger['apply']>) => {
    const status = result.status === 201 && options.okForCreated ? 200 : result.status
    const key = `${method} ${template} ${status}`
    answered.set(key, (answered.get(key) ?? 0) + 1)
    if (result.made && options.location !== 'none')
      response.setHeader('Location', options.location === 'relative' ? result.made : origin + result.made)
    const id = result.made?.split('/').at(-1)
    response
      .writeHead(status)
      .end(
        options.emptyBodies
          ? ''
          : JSON.stringify({ id, ...(result.cents === undefined ? {} : { balance: result.cents / 100 }) }),
      )
  }
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const path = (request.url ?? '').replace(/\?.*$/, '')
    if (path === '/metrics' && options.metrics !== false) {
      response.setHeader('Content-Type', 'text/plain; version=0.0.4')
      return void response.end(exposition(answered))
    }
    if (path.startsWith('/q/health')) return void response.end('{"status":"UP","checks":[]}')
    const method = request.method ?? ''
    const body = await textOf(request)
    asked.push({ method, path, body, headers: request.headers })
    if (options.freeze) await thawed(options.freeze, Date.now() - begun)
    if (options.perSecond !== undefined) await turnOf(1000 / options.perSecond)
    const found = templateOf(path)
    if (!found) return void response.writeHead(404).end()
    if (options.fault && asked.length >= options.fault.from) {
      if (options.fault.kind === 'cut') return void request.socket.destroy()
      if (options.fault.kind === 'redirect') {
        response.setHeader('Location', origin + path)
        answer(response, found.template, method, { status: 307 })
      }
      if (options.fault.kind === 'unavailable') answer(response, found.template, method, { status: 503 })
      return
    }
    answer(response, found.template, method, ledger.apply(method, found.template, found.id, body))
  }
  // A client that goes away in the middle of its request is none of the server's troubles.
  const server = createServer((request, response) => void handle(request, response).catch(() => undefined))
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  origin = `http://127.0.0.1:${port}`
  return {
    url: origin,
    port,
    answered,
    asked,
    held: () => ledger.held(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
