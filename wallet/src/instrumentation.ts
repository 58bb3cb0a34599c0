import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Answer, FailureReason, RejectionReason } from './errors.ts'
import { type Metrics, unknownUri } from './metrics.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Milliseconds on the process's own clock. */
    receivedAt: number
  }
}

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])

/** The value of the label `method`: whatever a client invents adds one series at most. */
export function methodLabel(method: string): string {
  return methods.has(method) ? method : 'OTHER'
}

/**
 * Counts every answer once, just before it is sent: whoever has received one finds it in the next scrape. Whether the
 * client is still there to receive it changes nothing.
 */
export function countAnswers(app: FastifyInstance, metrics: Metrics): void {
  app.decorateRequest('receivedAt', 0)
  app.addHook('onRequest', (request, _reply, done) => {
    request.receivedAt = performance.now()
    done()
  })
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { uri = unknownUri, operation } = request.routeOptions.config
    const { statusCode } = reply
    metrics.answered(methodLabel(request.method), uri, statusCode, (performance.now() - request.receivedAt) / 1000)
    if (operation !== undefined && statusCode < 400) metrics.succeeded(operation)
    done()
  })
}

/** Counts why an operation was refused or failed. */
export function countProblem(metrics: Metrics, request: FastifyRequest, { status, reason }: Answer): void {
  const { operation } = request.routeOptions.config
  if (operation === undefined) return
  if (status >= 500) metrics.failed(operation, reason as FailureReason)
  else metrics.rejected(operation, reason as RejectionReason)
}
