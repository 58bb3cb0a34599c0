import type { RejectionReason } from './errors.ts'

/** One call of the contract, as it is counted. */
export interface Operation {
  readonly method: 'GET' | 'POST'
  /** The value of the label `uri`. */
  readonly uri: string
  /** Which success counter it adds to. */
  readonly success: 'created' | 'deposits' | 'withdrawals' | 'transfers' | 'queries'
  /** The statuses that it may answer. Their series exist from the start, so that a first error is seen as an increase. */
  readonly statuses: readonly number[]
  /** The business rules that may refuse it. */
  readonly rejections: readonly RejectionReason[]
}

const failures = [500, 503]
const movement = {
  method: 'POST',
  statuses: [201, 400, 404, 409, ...failures],
} as const
const query = {
  method: 'GET',
  success: 'queries',
  statuses: [200, 400, 404, ...failures],
  rejections: ['validation', 'not_found'],
} as const

/** Every operation of the service, by its name: the label `type` of the business counters. */
export const operations = {
  create: {
    method: 'POST',
    uri: '/api/v1/wallets',
    success: 'created',
    statuses: [201, 400, ...failures],
    rejections: ['validation'],
  },
  get: { ...query, uri: '/api/v1/wallets/{id}' },
  deposit: {
    ...movement,
    uri: '/api/v1/wallets/{id}/deposit',
    success: 'deposits',
    rejections: ['validation', 'not_found', 'conflict', 'balance_limit'],
  },
  withdraw: {
    ...movement,
    uri: '/api/v1/wallets/{id}/withdraw',
    success: 'withdrawals',
    rejections: ['validation', 'not_found', 'conflict', 'insufficient_funds'],
  },
  transfer: {
    ...movement,
    uri: '/api/v1/wallets/{id}/transfer',
    success: 'transfers',
    rejections: ['validation', 'not_found', 'conflict', 'insufficient_funds', 'same_wallet', 'balance_limit'],
  },
  balance: { ...query, uri: '/api/v1/wallets/{id}/balance' },
  'historical-balance': { ...query, uri: '/api/v1/wallets/{id}/balance/historical' },
  'user-wallets': {
    ...query,
    uri: '/api/v1/users/{userId}/wallets',
    statuses: [200, 400, ...failures],
    rejections: ['validation'],
  },
} as const satisfies Record<string, Operation>

export type OperationName = keyof typeof operations

/** The operations with their names, in the order of the contract. */
export const operationEntries = Object.entries(operations) as readonly (readonly [OperationName, Operation])[]
