import type { Configuration } from '../configuration.ts'
import { noFaults } from '../faults.ts'
import { type Patience, startWalletService, type WalletService } from '../service.ts'

/** An answer as a client sees it. */
export interface Reply {
  readonly status: number
  readonly text: string
  readonly headers: Headers
  /** The body, read as JSON; `undefined` when it is none. */
  readonly json: Readonly<Record<string, unknown>>
}

/** Starts the service on a free port of 127.0.0.1, without logs. */
export function startService(
  databaseUrl: string,
  patience: Patience = {},
  databasePoolMax = 20,
  faults: Partial<Pick<Configuration, 'faults' | 'faultsFile'>> = {},
): Promise<WalletService> {
  return startWalletService(
    {
      host: '127.0.0.1',
      port: 0,
      databaseUrl,
      databasePoolMax,
      logLevel: 'silent',
      faults: noFaults,
      faultsFile: undefined,
      ...faults,
    },
    { drainMilliseconds: 100, ...patience },
  )
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** One request. A body that is no string is sent as JSON. */
export async function call(base: string, method: string, path: string, body?: unknown): Promise<Reply> {
  const response = await fetch(`${base}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : {
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: { 'content-type': 'application/json' },
        }),
  })
  const text = await response.text()
  return { status: response.status, text, headers: response.headers, json: parsed(text) }
}

/** Makes a wallet and gives its id. */
export async function createWallet(base: string, userId = 'someone', funds?: number): Promise<string> {
  const { json } = await call(base, 'POST', '/api/v1/wallets', { userId })
  const id = String(json['id'])
  if (funds !== undefined) await move(base, id, 'deposit', funds, 'initial-funds')
  return id
}

/** Moves money. */
export function move(
  base: string,
  id: string,
  kind: 'deposit' | 'withdraw' | 'transfer',
  amount: number,
  referenceId: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Reply> {
  return call(base, 'POST', `/api/v1/wallets/${id}/${kind}`, { amount, referenceId, ...more })
}

/** The balance's own text, such as `10.00`. */
export async function balanceText(base: string, id: string): Promise<string | undefined> {
  const { text } = await call(base, 'GET', `/api/v1/wallets/${id}/balance`)
  return /"balance":([^,}]+)/.exec(text)?.[1]
}

/** Every sample of the service's exposition, by its name and labels as they are written. */
export async function samples(base: string): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${base}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line): [string, number] => {
      const space = line.lastIndexOf(' ')
      return [line.slice(0, space), Number(line.slice(space + 1))]
    }),
  )
}

/** How long a test polls: machines that are busy with other things are slow. */
export const patient = { timeout: 20_000 } as const
