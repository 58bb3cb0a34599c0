// The generator of the wallet benchmark, a process of its own: sockets and prepared text, so that it takes as little of the
// machine as it can. It keeps one request under way on each connection (closed model), and answers its parent by a message.
import { connect } from 'node:net'

/** What the generator is asked to do. */
export interface LoadOrder {
  readonly port: number
  readonly connections: number
  readonly seconds: number
  /** Share of each operation in percent. */
  readonly mix: Readonly<Record<'get' | 'deposit' | 'withdraw' | 'transfer', number>>
  readonly wallets: readonly string[]
  /** Makes the references of this run differ from those of any other. */
  readonly run: string
}

/** What it saw. */
export interface LoadAnswer {
  readonly requests: number
  /** Answers other than 200 and 201, by status. */
  readonly unexpected: Readonly<Record<string, number>>
  /** Cents that deposits put in, less what withdrawals took out, of the movements that were answered. */
  readonly movedCents: number
  readonly seconds: number
  /** Milliseconds. */
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** Of the generator itself. */
  readonly cpuSeconds: number
}

type Operation = keyof LoadOrder['mix']

interface Asked {
  readonly text: string
  readonly cents: number
}

const cents = 100
const host = '127.0.0.1'

function post(wallet: string, operation: Operation, body: string): string {
  return (
    `POST /api/v1/wallets/${wallet}/${operation} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n` +
    `Content-Length: ${body.length}\r\n\r\n${body}`
  )
}

function asker({ mix, wallets, run }: LoadOrder): () => Asked {
  let asked = 0
  const operations = (Object.keys(mix) as Operation[]).flatMap((name) => Array.from({ length: mix[name] }, () => name))
  return () => {
    asked += 1
    const index = Math.floor(Math.random() * wallets.length)
    const wallet = wallets[index] ?? ''
    const operation = operations[Math.floor(Math.random() * operations.length)] ?? 'get'
    if (operation === 'get')
      return { text: `GET /api/v1/wallets/${wallet} HTTP/1.1\r\nHost: ${host}\r\n\r\n`, cents: 0 }
    const other = operation === 'transfer' ? `,"destinationWalletId":"${wallets[(index + 1) % wallets.length]}"` : ''
    const body = `{"amount":${cents / 100},"referenceId":"${run}-${asked}"${other}}`
    const sign = operation === 'deposit' ? 1 : operation === 'withdraw' ? -1 : 0
    return { text: post(wallet, operation, body), cents: sign * cents }
  }
}

/** The status of a whole answer; `undefined` while some of it is missing. */
function statusOf(text: string): number | undefined {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? Number.NaN)
  if (!Number.isFinite(length)) throw new Error(`an answer without its length: ${text.slice(0, end)}`)
  return text.length < end + 4 + length ? undefined : Number(text.slice(9, 12))
}

function load(order: LoadOrder): Promise<LoadAnswer> {
  const next = asker(order)
  const latencies: number[] = []
  const unexpected: Record<string, number> = {}
  let movedCents = 0
  const begun = performance.now()
  const until = begun + order.seconds * 1000
  const cpu = process.cpuUsage()
  const connection = () =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port: order.port, host, noDelay: true })
      let received = ''
      let asked: Asked = next()
      let sentAt = 0
      const send = () => {
        sentAt = performance.now()
        socket.write(asked.text, 'latin1')
      }
      socket.setEncoding('latin1')
      socket.on('connect', send)
      socket.on('error', reject)
      socket.on('close', () => reject(new Error('the service closed a connection')))
      socket.on('data', (chunk: string) => {
        received += chunk
        const status = statusOf(received)
        if (status === undefined) return
        received = ''
        const now = performance.now()
        latencies.push(now - sentAt)
        if (status === 200 || status === 201) movedCents += asked.cents
        else unexpected[status] = (unexpected[status] ?? 0) + 1
        if (now >= until) {
          resolve()
          socket.destroy()
          return
        }
        asked = next()
        send()
      })
    })
  return Promise.all(Array.from({ length: order.connections }, connection)).then(() => {
    const seconds = (performance.now() - begun) / 1000
    const { user, system } = process.cpuUsage(cpu)
    latencies.sort((one, other) => one - other)
    const quantile = (share: number) => latencies[Math.ceil(latencies.length * share) - 1] ?? Number.NaN
    return {
      requests: latencies.length,
      unexpected,
      movedCents,
      seconds,
      p50: quantile(0.5),
      p95: quantile(0.95),
      p99: quantile(0.99),
      cpuSeconds: (user + system) / 1e6,
    }
  })
}

process.on('message', (order: LoadOrder) => {
  load(order).then(
    (answer) => process.send?.(answer),
    (cause: unknown) => {
      process.stderr.write(`${cause}\n`)
      process.exit(1)
    },
  )
})
