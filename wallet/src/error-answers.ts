import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { DrainingServer } from './draining-server.ts'
import { type Answer, answerOf, clientError, errorBody, Unavailable } from './errors.ts'
import { countProblem, methodLabel } from './instrumentation.ts'
import { discardBody } from './json-body.ts'
import { type Metrics, unknownUri } from './metrics.ts'

const json = 'application/json; charset=utf-8'
// While the database is away every request fails for one and the same reason.
const quietMilliseconds = 5000

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  if (answer.status === 503) reply.header('retry-after', '1')
  return reply.code(answer.status).type(json).send(errorBody(answer))
}

function problemLog(): (request: FastifyRequest, error: unknown) => void {
  let loggedAt = Number.NEGATIVE_INFINITY
  return (request, error) => {
    if (!(error instanceof Unavailable)) {
      request.log.error({ err: error }, 'a request failed')
    } else if (performance.now() - loggedAt > quietMilliseconds) {
      loggedAt = performance.now()
      request.log.warn({ err: error }, 'requests are answered 503')
    }
  }
}

/** Answers everything that goes wrong within a request, and what no route takes, in the one form of errors. */
export function answerErrors(app: FastifyInstance, metrics: Metrics): void {
  const log = problemLog()
  app.setErrorHandler(async (error, request, reply) => {
    const answer = answerOf(error)
    if (answer.status >= 500) log(request, error)
    countProblem(metrics, request, answer)
    await discardBody(request.raw)
    // Fastify closes the connection after any body that it could not use; one that was read to its end does no harm.
    if (request.raw.complete) reply.removeHeader('connection')
    return send(reply, answer)
  })
  app.setNotFoundHandler((_request, reply) => send(reply, clientError(404, 'There is no such path.')))
}

/** Answers a path that cannot be decoded. No route is known, and no hook runs. */
export function answerUnroutable(metrics: Metrics, error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const { statusCode = 400 } = error as { statusCode?: number }
  const answer = clientError(statusCode, 'The path cannot be decoded.')
  metrics.answered(methodLabel(request.method), unknownUri, answer.status, 0)
  send(reply, answer)
}

const protocolStatuses: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** Answers bytes that are no HTTP request, or one that does not arrive in time, and closes the connection. */
export function answerUnreadable(metrics: Metrics, server: DrainingServer, error: Error, socket: Duplex): void {
  const { code = '' } = error as { code?: string }
  if (code === 'ECONNRESET' || !socket.writable || server.isBusy(socket)) {
    // Nobody listens any more, or a request that was read in part is counted and answered by its own handler.
    socket.destroy(error)
    return
  }
  const answer = clientError(protocolStatuses[code] ?? 400, 'This is no HTTP request that can be read.')
  const body = errorBody(answer)
  metrics.answered(methodLabel(''), unknownUri, answer.status, 0)
  socket.end(
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\nConnection: close\r\nContent-Type: ${json}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
