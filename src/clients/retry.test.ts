import { describe, expect, it } from 'vitest'
import { retrying } from './retry.ts'

const policy = { delaysMs: [1, 1, 1] }

/** A `fetch` that gives these outcomes one after the other, and counts. */
function scripted(...outcomes: readonly (number | string)[]): { send: typeof fetch; sent(): number } {
  let sent = 0
  const send = async () => {
    const outcome = outcomes[Math.min(sent++, outcomes.length - 1)] ?? 200
    if (typeof outcome === 'number') return new Response('{}', { status: outcome })
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(outcome), { code: outcome }) })
  }
  return { send, sent: () => sent }
}

describe('a request is sent again', () => {
  it.each([
    ['a busy server', [429, 200], 2],
    ['a proxy whose server restarts', [502, 503, 504, 200], 4],
    ['a connection that was closed', ['ECONNRESET', 'UND_ERR_SOCKET', 200], 3],
    ['a refusal while the server starts', ['ECONNREFUSED', 200], 2],
  ] as const)('after %s', async (_, outcomes, times) => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const { send, sent } = scripted(...outcomes)
      expect((await retrying(send, policy)('http://x', { method })).status).toBe(200)
      expect(sent()).toBe(times)
    }
  })

  it('a limited number of times; then its last outcome stands', async () => {
    const busy = scripted(503)
    expect((await retrying(busy.send, policy)('http://x')).status).toBe(503)
    expect(busy.sent()).toBe(4)
    const gone = scripted('ECONNREFUSED')
    await expect(retrying(gone.send, policy)('http://x')).rejects.toThrow('fetch failed')
    expect(gone.sent()).toBe(4)
  })

  it('never when it is a POST: it may have been carried out', async () => {
    for (const outcome of [503, 'ECONNRESET']) {
      const { send, sent } = scripted(outcome, 200)
      await retrying(send, policy)('http://x', { method: 'POST' }).catch(() => undefined)
      expect(sent()).toBe(1)
    }
  })

  it.each([400, 401, 403, 404, 409, 412, 500, 'CERT_HAS_EXPIRED', 'ENOTFOUND'])('never after %s', async (outcome) => {
    const { send, sent } = scripted(outcome, 200)
    await retrying(send, policy)('http://x').catch(() => undefined)
    expect(sent()).toBe(1)
  })

  it('no more once it was interrupted', async () => {
    const { send, sent } = scripted(503)
    const controller = new AbortController()
    const waiting = retrying(send, { delaysMs: [60_000] })('http://x', { signal: controller.signal })
    setTimeout(() => controller.abort(), 10)
    await expect(waiting).rejects.toThrow()
    expect(sent()).toBe(1)
  })

  it('after as long as the server asks for, within reason', async () => {
    const waits: number[] = []
    const pause = async (milliseconds: number) => void waits.push(milliseconds)
    const answers = ['2', '3600', 'soon'].map(
      (after) => new Response('', { status: 429, headers: { 'retry-after': after } }),
    )
    const send = async () => answers.shift() ?? new Response('{}')
    await retrying(send, { delaysMs: [100, 200, 300], pause })('http://x')
    expect(waits).toEqual([2_000, 5_000, 300])
  })
})
