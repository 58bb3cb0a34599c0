import type { FastifyInstance, FastifyRequest } from 'fastify'
import { balanceBody, transactionBody, walletBody, walletsBody } from './bodies.ts'
import type { Metrics } from './metrics.ts'
import { type OperationName, operations } from './operations.ts'
import { instantOf } from './timestamp.ts'
import { creationOf, type Movement, movementOf, type Transfer, transferOf, userIdOf, walletIdOf } from './validation.ts'
import type { MovementType, Wallets } from './wallets.ts'

interface Input {
  readonly id: unknown
  readonly userId: unknown
  readonly timestamp: unknown
  readonly body: unknown
}

interface Created {
  readonly body: string
  readonly location: string
}

/** Answers with JSON; with a location, the answer is 201 instead of 200. */
type Handler = (input: Input) => Promise<string | Created>

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The value of the label `uri`. */
    uri?: string
    /** Set for the operations of the contract, which alone are counted as business. */
    operation?: OperationName
  }
}

function inputOf({ params, query, body }: FastifyRequest): Input {
  const { id, userId } = params as Record<string, unknown>
  return { id, userId, timestamp: (query as Record<string, unknown>)['timestamp'], body }
}

function handlers(wallets: Wallets, metrics: Metrics): Readonly<Record<OperationName, Handler>> {
  const move = async (
    name: 'deposit' | 'withdraw' | 'transfer',
    type: MovementType,
    movement: Movement | Transfer,
  ): Promise<Created> => {
    const moved = await wallets.move(type, movement)
    if (!moved.replayed) metrics.moved(name, movement.cents)
    const location = `/api/v1/wallets/${movement.walletId}/transactions/${moved.transactionId}`
    return { body: transactionBody(type, movement, moved), location }
  }
  return {
    create: async ({ body }) => {
      const wallet = await wallets.create(creationOf(body))
      return { body: walletBody(wallet), location: `/api/v1/wallets/${wallet.id}` }
    },
    get: async ({ id }) => walletBody(await wallets.find(walletIdOf(id))),
    deposit: async ({ id, body }) => move('deposit', 'DEPOSIT', movementOf(id, body)),
    withdraw: async ({ id, body }) => move('withdraw', 'WITHDRAWAL', movementOf(id, body)),
    transfer: async ({ id, body }) => move('transfer', 'TRANSFER', transferOf(id, body)),
    balance: async ({ id }) => {
      const walletId = walletIdOf(id)
      return balanceBody(walletId, await wallets.balance(walletId))
    },
    'historical-balance': async ({ id, timestamp }) => {
      const walletId = walletIdOf(id)
      const instant = instantOf(timestamp)
      return balanceBody(walletId, await wallets.balanceAt(walletId, instant), instant)
    },
    'user-wallets': async ({ userId }) => walletsBody(await wallets.ofUser(userIdOf(userId))),
  }
}

/** Registers the operations of the contract. */
export function registerOperations(app: FastifyInstance, wallets: Wallets, metrics: Metrics): void {
  const entries = Object.entries(handlers(wallets, metrics)) as [OperationName, Handler][]
  for (const [operation, handler] of entries) {
    const { method, uri } = operations[operation]
    app.route({
      method,
      url: uri.replace(/\{(\w+)\}/g, ':$1'),
      config: { uri, operation },
      handler: async (request, reply) => {
        const answer = await handler(inputOf(request))
        reply.type('application/json; charset=utf-8')
        if (typeof answer === 'string') return answer
        reply.code(201).header('location', answer.location)
        return answer.body
      },
    })
  }
}
