import { setTimeout as sleep } from 'node:timers/promises'

/** How often, and after how many milliseconds, a request is sent again. */
export interface RetryPolicy {
  readonly delaysMs: readonly number[]
  /** How it waits; for tests. */
  readonly pause?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<unknown>
}

const usual: RetryPolicy = { delaysMs: [200, 600, 1_800] }
const passing = new Set([429, 502, 503, 504])
/** Sent twice, these do no more than sent once. */
const repeatable = new Set(['GET', 'HEAD', 'PUT', 'DELETE'])
const longestWaitMs = 5_000

function isPassing(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error
  const inner = cause instanceof AggregateError ? cause.errors[0] : cause
  const code = typeof inner === 'object' && inner !== null && 'code' in inner ? String(inner.code) : ''
  return /^(ECONNRESET|ECONNREFUSED|EPIPE|EAI_AGAIN|UND_ERR_SOCKET)$/.test(code)
}

function waited(milliseconds: number, signal: AbortSignal | undefined): Promise<unknown> {
  return sleep(milliseconds, undefined, signal ? { signal } : {})
}

/** What the server asks for in `Retry-After`, in milliseconds; only whole seconds are understood. */
function askedWaitMs(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? 0)
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, longestWaitMs) : 0
}

/**
 * A `fetch` that sends a request again when the server was busy, restarting or hung up, and when sending it twice is safe:
 * never a POST, which may have been carried out before its answer was lost.
 */
export function retrying(send: typeof fetch, { delaysMs, pause = waited }: RetryPolicy = usual): typeof fetch {
  return async (input, init) => {
    const isRepeatable = repeatable.has(init?.method ?? 'GET')
    for (const delay of isRepeatable ? delaysMs : []) {
      const outcome = await send(input, init).catch((error: unknown) => {
        if (!isPassing(error)) throw error
        return undefined
      })
      if (outcome !== undefined && !passing.has(outcome.status)) return outcome
      await outcome?.body?.cancel()
      const wait = Math.max(delay, outcome === undefined ? 0 : askedWaitMs(outcome))
      await pause(wait, init?.signal ?? undefined)
    }
    return await send(input, init)
  }
}
