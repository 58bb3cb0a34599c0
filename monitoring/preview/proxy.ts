import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Endpoint } from '../../src/clients/http.ts'
import { answerJson } from './answer.ts'

const passed = /^\/api\/v1\/(query|query_range|labels|label\/[^/?#]+\/values|series)$/
const bodyLimit = 2 ** 20

/** Whether a path of Prometheus is passed on: those that ask, and none that change or reveal anything else. */
export function isPassedOn(path: string): boolean {
  return passed.test(path)
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > bodyLimit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Passes a question on to Prometheus and its answer back; says in Prometheus' own form why there is none. */
export async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  endpoint: Endpoint,
): Promise<void> {
  const failed = (status: number, error: string) =>
    answerJson(response, status, { status: 'error', errorType: 'proxy', error })
  if (request.method !== 'GET' && request.method !== 'POST') return failed(405, 'Ask with GET or POST.')
  const body = request.method === 'POST' ? await bodyOf(request) : Buffer.alloc(0)
  if (body === undefined) return failed(413, 'The question is longer than 1 MiB.')
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    const answer = await endpoint.fetch(`${endpoint.address}${url.pathname}${url.search}`, {
      method: request.method,
      headers: {
        ...endpoint.headers,
        accept: 'application/json',
        ...(body.length > 0 ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      ...(request.method === 'POST' ? { body: new Uint8Array(body) } : {}),
      redirect: 'manual',
      signal: AbortSignal.any([gone.signal, AbortSignal.timeout(endpoint.timeoutMs)]),
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    if (answer.body === null) response.end()
    else await pipeline(Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]), response)
  } catch (problem) {
    if (response.destroyed) return
    const isLate = problem instanceof Error && problem.name === 'TimeoutError'
    if (response.headersSent) response.destroy()
    else if (isLate)
      failed(504, `Prometheus at ${endpoint.address} did not answer within ${endpoint.timeoutMs / 1000} s.`)
    else failed(502, `Prometheus at ${endpoint.address} cannot be reached. Is it running?`)
  }
}
