import type { Database, Statement } from './database.ts'
import { Rejection } from './errors.ts'
import type { Movement, Transfer } from './validation.ts'

/** A wallet as it is stored. Cents are text, as PostgreSQL writes a bigint. */
export interface Wallet {
  readonly id: string
  readonly user_id: string
  readonly balance: string
  readonly status: string
  readonly created_at: Date
  readonly updated_at: Date
}

/** What a movement came to. */
export interface Moved {
  readonly transactionId: string
  /** Cents in the wallet after it. */
  readonly balance: string
  readonly createdAt: Date
  /** Whether this very movement was done before, so that no money moved now. */
  readonly replayed: boolean
}

export type MovementType = 'DEPOSIT' | 'WITHDRAWAL' | 'TRANSFER'

/** Wallets and their money. Every call is one round trip, and throws a Rejection or an Unavailable. */
export interface Wallets {
  create(userId: string): Promise<Wallet>
  find(id: string): Promise<Wallet>
  ofUser(userId: string): Promise<readonly Wallet[]>
  /** Cents. */
  balance(id: string): Promise<string>
  /** Cents at a time, given in milliseconds since 1970. */
  balanceAt(id: string, instant: number): Promise<string>
  move(type: MovementType, movement: Movement | Transfer): Promise<Moved>
}

const columns = 'id, user_id, balance, status, created_at, updated_at'
const statements = {
  create: { name: 'create', text: `select ${columns} from create_wallet($1)` },
  find: { name: 'find', text: `select ${columns} from wallets where id = $1` },
  ofUser: { name: 'of-user', text: `select ${columns} from wallets where user_id = $1 order by created_at, id` },
  balance: { name: 'balance', text: 'select balance from wallets where id = $1' },
  balanceAt: {
    name: 'balance-at',
    text: `select coalesce((
        select e.balance from entries e where e.wallet_id = w.id and e.created_at <= moment
        order by e.created_at desc, e.sequence desc limit 1), 0) as balance
      from wallets w, to_timestamp($2::float8 / 1000) as moment
      where w.id = $1 and w.created_at <= moment`,
  },
  move: { name: 'move', text: 'select * from move_money($1, $2, $3, $4, $5, $6)' },
} as const satisfies Record<string, Statement>

interface MoveRow {
  readonly outcome: string
  readonly transaction_id: string
  readonly balance: string
  readonly created_at: Date
}

function notFound(message: string): Rejection {
  return new Rejection(404, 'WALLET_NOT_FOUND', message, 'not_found')
}

function refusal(outcome: string | undefined): Error {
  switch (outcome) {
    case 'wallet_not_found':
      return notFound('There is no such wallet.')
    case 'counterparty_not_found':
      return notFound('There is no such destination wallet.')
    case 'insufficient_funds':
      return new Rejection(400, 'INSUFFICIENT_FUNDS', 'The wallet does not hold that much.', 'insufficient_funds')
    case 'balance_limit':
      return new Rejection(400, 'BALANCE_LIMIT_EXCEEDED', 'The wallet cannot hold that much.', 'balance_limit')
    case 'conflict':
      return new Rejection(
        409,
        'REFERENCE_CONFLICT',
        'This wallet has used the referenceId with other values.',
        'conflict',
      )
    default:
      return new Error(`move_money answered ${outcome}`)
  }
}

function only<Row>(rows: readonly Row[], missing = 'There is no such wallet.'): Row {
  const [row] = rows
  if (row === undefined) throw notFound(missing)
  return row
}

/** The wallets of a database. */
export function walletsIn(database: Database): Wallets {
  return {
    create: async (userId) => only(await database.query<Wallet>(statements.create, [userId])),
    find: async (id) => only(await database.query<Wallet>(statements.find, [id])),
    ofUser: (userId) => database.query<Wallet>(statements.ofUser, [userId]),
    balance: async (id) => only(await database.query<{ balance: string }>(statements.balance, [id])).balance,
    balanceAt: async (id, instant) => {
      const rows = await database.query<{ balance: string }>(statements.balanceAt, [id, instant])
      return only(rows, 'There was no such wallet at that time.').balance
    },
    move: async (type, movement) => {
      const destination = 'destinationWalletId' in movement ? movement.destinationWalletId : null
      const { walletId, cents, referenceId, description = null } = movement
      const values = [type, walletId, String(cents), destination, referenceId, description]
      const [row] = await database.query<MoveRow>(statements.move, values)
      if (row === undefined || !['moved', 'replayed'].includes(row.outcome)) throw refusal(row?.outcome)
      const { transaction_id: transactionId, balance, created_at: createdAt, outcome } = row
      return { transactionId, balance, createdAt, replayed: outcome === 'replayed' }
    },
  }
}
