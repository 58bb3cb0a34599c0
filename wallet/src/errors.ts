/** Why the service refused a request. A label value of `wallet_operations_rejected_total`. */
export const rejectionReasons = [
  'validation',
  'not_found',
  'conflict',
  'insufficient_funds',
  'same_wallet',
  'balance_limit',
] as const
export type RejectionReason = (typeof rejectionReasons)[number]

/** Why the service itself failed. A label value of `wallet_operations_failed_total`. */
export const failureReasons = ['database', 'timeout', 'internal'] as const
export type FailureReason = (typeof failureReasons)[number]

/** A correct refusal: the client's mistake, or a business rule. Answered with 4xx. */
export class Rejection extends Error {
  override readonly name = 'Rejection'
  readonly status: number
  readonly code: string
  readonly reason: RejectionReason

  constructor(status: number, code: string, message: string, reason: RejectionReason) {
    super(message)
    this.status = status
    this.code = code
    this.reason = reason
  }
}

/** The service cannot answer now, mostly because of its database: answered with 503, worth another try. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable'
  readonly reason: FailureReason

  constructor(message: string, reason: FailureReason, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

/** A request that is not as the contract asks. */
export function invalid(message: string): Rejection {
  return new Rejection(400, 'VALIDATION_ERROR', message, 'validation')
}

/** What the client sees of any error, and how it is counted. */
export interface Answer {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly reason: RejectionReason | FailureReason
}

const codes: Readonly<Record<number, string>> = {
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  408: 'REQUEST_TIMEOUT',
  413: 'PAYLOAD_TOO_LARGE',
  414: 'URI_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  431: 'HEADERS_TOO_LARGE',
}

/** The answer of a status that carries no code of its own. */
export function clientError(status: number, message: string): Answer {
  return { status, code: codes[status] ?? 'BAD_REQUEST', message, reason: 'validation' }
}

/** Turns whatever was thrown into an answer. Only what nobody foresaw is a 500, and its words stay in the log. */
export function answerOf(error: unknown): Answer {
  if (error instanceof Rejection) {
    return { status: error.status, code: error.code, message: error.message, reason: error.reason }
  }
  if (error instanceof Unavailable) {
    return { status: 503, code: 'SERVICE_UNAVAILABLE', message: error.message, reason: error.reason }
  }
  const { statusCode, message } = Object(error) as { statusCode?: unknown; message?: unknown }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return clientError(statusCode, String(message))
  }
  return { status: 500, code: 'INTERNAL_ERROR', message: 'The service failed to answer.', reason: 'internal' }
}

/** The body of every error: `{ "error": "CODE", "message": "…" }`. */
export function errorBody(answer: Pick<Answer, 'code' | 'message'>): string {
  return JSON.stringify({ error: answer.code, message: answer.message })
}
