import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isObject, type Json, listOf, objectOf, stableText } from '../../analysis/json.ts'

/** One request and what a real Grafana answered. */
export interface Exchange {
  readonly name?: string
  readonly request: { readonly method: string; readonly path: string; readonly auth: string; readonly body?: Json }
  readonly response: { readonly status: number; readonly headers: Record<string, string>; readonly body: Json }
}

/** A server on loopback that stands where a Grafana stands. */
export interface StandIn {
  readonly url: string
  /** What was asked and answered so far. */
  readonly exchanges: readonly Exchange[]
  close(): Promise<void>
}

/** Who a request comes from, by the value of its `Authorization` header: tokens themselves are never kept. */
export type Accounts = Readonly<Record<string, string>>

async function textOfRequest(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function parsed(text: string): Json {
  try {
    return text === '' ? undefined : (JSON.parse(text) as Json)
  } catch {
    return text
  }
}

async function asked(request: IncomingMessage, accounts: Accounts): Promise<Exchange['request']> {
  const body = parsed(await textOfRequest(request))
  const { authorization } = request.headers
  const auth = authorization === undefined ? 'none' : (accounts[authorization] ?? 'unknown')
  return { method: request.method ?? '', path: request.url ?? '', auth, ...(body === undefined ? {} : { body }) }
}

async function listening(server: Server, exchanges: readonly Exchange[]): Promise<StandIn> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Passes requests on to a Grafana and keeps what was said. Paths that begin with `hidden` are answered 404, as old ones do. */
export async function recordGrafana(target: string, accounts: Accounts, hidden?: string): Promise<StandIn> {
  const exchanges: Exchange[] = []
  const server = createServer(async (request, response) => {
    const { authorization } = request.headers
    const question = await asked(request, accounts)
    const isHidden = hidden !== undefined && question.path.startsWith(hidden)
    const answer = isHidden
      ? new Response('{"message":"Not found"}', { status: 404 })
      : await fetch(`${target}${question.path}`, {
          method: question.method,
          redirect: 'manual',
          headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
          ...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
        })
    const text = await answer.text()
    const headers = { 'content-type': answer.headers.get('content-type') ?? 'application/json' }
    exchanges.push({ request: question, response: { status: answer.status, headers, body: parsed(text) ?? null } })
    response.writeHead(answer.status, headers).end(text)
  })
  return await listening(server, exchanges)
}

/**
 * Answers from a recording alone: each recorded exchange once, the first that is left with the same account, method, path
 * and body. Whatever was not recorded is answered 599 with what was asked, so that a test fails on it.
 */
export async function replayGrafana(recorded: readonly Exchange[], accounts: Accounts): Promise<StandIn> {
  const left = [...recorded]
  const exchanges: Exchange[] = []
  const server = createServer(async (request, response) => {
    const question = stableText({ ...(await asked(request, accounts)) })
    const index = left.findIndex((exchange) => stableText({ ...exchange.request }) === question)
    const [found] = index < 0 ? [] : left.splice(index, 1)
    if (found === undefined) {
      response.writeHead(599, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ message: `not recorded: ${question.slice(0, 250)}` }))
      return
    }
    exchanges.push(found)
    const { status, headers, body } = found.response
    response.writeHead(status, { 'content-type': headers['content-type'] ?? 'application/json' })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  return await listening(server, exchanges)
}

/** Without what no test looks at: who wrote which field, and all of Grafana's settings but the one that is read. */
function trimmed(value: Json, path: string): Json {
  if (path === '/api/frontend/settings') return { namespace: objectOf(value)['namespace'] }
  if (Array.isArray(value)) return value.map((entry) => trimmed(entry, path))
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([name]) => name !== 'managedFields')
  return Object.fromEntries(kept.map(([name, entry]) => [name, trimmed(entry, path)]))
}

/** The value with every `panels` list through `change`: they are most of a dashboard, and the same again and again. */
function withPanels(value: Json, change: (panels: Json) => Json): Json {
  if (Array.isArray(value)) return value.map((entry) => withPanels(entry, change))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, entry]) => [name, name === 'panels' ? change(entry) : withPanels(entry, change)]),
  )
}

/** Exchanges as a file: one a line, each list of panels once. */
export function packed(exchanges: readonly Exchange[]): string {
  const known: string[] = []
  const change = (panels: Json): Json => {
    const text = JSON.stringify(panels)
    if (!known.includes(text)) known.push(text)
    return known.indexOf(text)
  }
  const lines = exchanges.map(({ request, response }) => {
    const body = trimmed(response.body, request.path)
    return JSON.stringify(withPanels({ request, response: { ...response, body } } as unknown as Json, change))
  })
  return `{"panels":[\n${known.join(',\n')}\n],"exchanges":[\n${lines.join(',\n')}\n]}\n`
}

/** The exchanges of such a file. */
export function unpacked(text: string): readonly Exchange[] {
  const { panels, exchanges } = objectOf(JSON.parse(text) as Json)
  return withPanels(exchanges, (index) => listOf(panels)[Number(index)]) as unknown as readonly Exchange[]
}
