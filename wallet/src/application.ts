import type { IncomingMessage, ServerResponse } from 'node:http'
import { type FastifyInstance, fastify, LogController } from 'fastify'
import type { Database } from './database.ts'
import { DrainingServer } from './draining-server.ts'
import { answerErrors, answerUnreadable, answerUnroutable } from './error-answers.ts'
import { Rejection } from './errors.ts'
import { type Health, healthChecks } from './health.ts'
import { countAnswers } from './instrumentation.ts'
import { acceptJson, bodyLimit } from './json-body.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { operationEntries } from './operations.ts'
import { registerOperations } from './routes.ts'
import { walletsIn } from './wallets.ts'

/** The HTTP side of the service. */
export type Application = FastifyInstance<DrainingServer, IncomingMessage, ServerResponse>

/** What the HTTP side of the service needs. */
export interface ApplicationOptions {
  readonly database: Database
  readonly logLevel: string
  /** How long idle connections stay open once the application is closed. */
  readonly drainMilliseconds: number
  readonly isStopping: () => boolean
  /** Awaited before each operation of the contract; what it throws is answered. */
  readonly beforeOperation?: (() => Promise<void>) | undefined
}

function registerObservation(app: FastifyInstance, metrics: Metrics, { database, isStopping }: ApplicationOptions) {
  const checks = healthChecks(database, isStopping)
  const health = (uri: string, check: () => Promise<Health>) =>
    app.get(uri, { config: { uri } }, async (_request, reply) => {
      const { status, body } = await check()
      reply.code(status).type('application/json; charset=utf-8')
      return body
    })
  health('/q/health', checks.all)
  health('/q/health/ready', checks.ready)
  health('/q/health/live', checks.live)
  app.get('/metrics', { config: { uri: '/metrics' } }, async (_request, reply) => {
    reply.type(metrics.contentType)
    return metrics.expose()
  })
}

/** Says 405 instead of 404 where the path is right and the method is not. */
function refuseOtherMethods(app: FastifyInstance): void {
  const observation = ['/q/health', '/q/health/ready', '/q/health/live', '/metrics']
  const paths = new Map<string, 'GET' | 'POST'>(observation.map((uri) => [uri, 'GET']))
  for (const [, { uri, method }] of operationEntries) paths.set(uri, method)
  for (const [uri, allowed] of paths) {
    app.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].filter((method) => method !== allowed),
      url: uri.replace(/\{(\w+)\}/g, ':$1'),
      config: { uri },
      onRequest: async (request, reply) => {
        reply.header('allow', allowed)
        throw new Rejection(405, 'METHOD_NOT_ALLOWED', `${request.method} is not allowed here.`, 'validation')
      },
      handler: async () => undefined,
    })
  }
}

/** Builds the HTTP side of the service, ready to listen. */
export function createApplication(options: ApplicationOptions): Application {
  const { database, isStopping, beforeOperation } = options
  const metrics: Metrics = createMetrics({
    poolState: database.poolState,
    activeRequests: () => app.server.activeRequests,
  })
  const app = fastify<DrainingServer, IncomingMessage, ServerResponse>({
    logger: { level: options.logLevel },
    logController: new LogController({ disableRequestLogging: true }),
    exposeHeadRoutes: false,
    // A request that came before the service was told to stop, or over a connection from before, is served.
    return503OnClosing: false,
    bodyLimit,
    // Longer ids are refused by validation, with the operation's own label.
    routerOptions: { maxParamLength: 8192 },
    serverFactory: (listener) => new DrainingServer(listener, options.drainMilliseconds),
    frameworkErrors: (error, request, reply) => answerUnroutable(metrics, error, request, reply),
    clientErrorHandler: (error, socket) => answerUnreadable(metrics, app.server, error, socket),
  })
  acceptJson(app)
  countAnswers(app, metrics)
  answerErrors(app, metrics)
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (isStopping()) reply.header('connection', 'close')
    done()
  })
  if (beforeOperation !== undefined) {
    app.addHook('preHandler', async (request) => {
      if (request.routeOptions.config.operation !== undefined) await beforeOperation()
    })
  }
  registerOperations(app, walletsIn(database), metrics)
  registerObservation(app, metrics, options)
  refuseOtherMethods(app)
  return app
}
