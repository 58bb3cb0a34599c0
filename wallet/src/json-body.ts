import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { invalid, Rejection } from './errors.ts'
import { amountsAreExact } from './money.ts'

/** The largest body, in bytes. The largest valid request has less than a tenth of it. */
export const bodyLimit = 16_384

function malformed(message: string): Rejection {
  return new Rejection(400, 'MALFORMED_JSON', message, 'validation')
}

function parse(body: Buffer): unknown {
  if (body.length === 0) throw malformed('The body is empty.')
  if (!isUtf8(body)) throw malformed('The body is not UTF-8.')
  const text = body.toString('utf8')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw malformed('The body is not JSON.')
  }
  if (!amountsAreExact(text)) throw invalid('amount has too many digits.')
  return value
}

/** Takes bodies of type application/json alone, and keeps what the text says of amounts exact. */
export function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => {
    try {
      done(null, parse(Buffer.isBuffer(body) ? body : Buffer.from(body)))
    } catch (problem) {
      done(problem instanceof Error ? problem : new Error(String(problem)))
    }
  })
}

/**
 * Reads and forgets the rest of a body that was refused, up to 8 MiB or two seconds. An answer that leaves it unread would
 * be followed by a reset, and many clients would never see the answer.
 */
export function discardBody(message: IncomingMessage): Promise<void> {
  if (message.complete || message.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    let remaining = 8 * 1024 * 1024
    const timer = setTimeout(finish, 2000)
    function finish(): void {
      clearTimeout(timer)
      message.off('data', count).off('end', finish).off('close', finish)
      resolve()
    }
    function count(chunk: Buffer): void {
      remaining -= chunk.length
      if (remaining < 0) finish()
    }
    message.on('data', count).on('end', finish).on('close', finish)
  })
}
