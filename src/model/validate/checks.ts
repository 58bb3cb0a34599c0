import { parseDuration, parseRate, parseRatio, parseSize } from '../units.ts'

/** What is wrong with a value of a definition, in words that follow its path; `undefined` where nothing is. */
export type Check = (value: unknown) => string | undefined

const unit =
  (parse: (text: string) => number | undefined, what: string, example: string): Check =>
  (value) => {
    const amount = typeof value === 'string' ? parse(value) : undefined
    if (amount === undefined) return `must be a ${what} such as '${example}'`
    return amount > 0 ? undefined : `must be a ${what} above 0`
  }
/** A number above 0. */
export const factor: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? undefined : 'must be a number above 0'
/** A text with something in it. */
export const text: Check = (value) =>
  typeof value === 'string' && value.trim() !== '' ? undefined : 'must be a text that is not empty'
/** Goes into annotations of rules and titles of panels, whose `{{` and `$` are filled in by Prometheus and by Grafana. */
export const line =
  (longest: number): Check =>
  (value) => {
    if (text(value) !== undefined) return text(value)
    if (/[\r\n]|\{\{|\$[\w{]/.test(String(value))) return 'must be one line without {{ and without $ before a name'
    return String(value).length <= longest ? undefined : `must have at most ${longest} characters`
  }
/** A path of the service, perhaps with a query. */
export const path: Check = (value) =>
  typeof value === 'string' && /^\/\S*$/.test(value) ? undefined : "must be a path such as '/q/health'"
/** A path as it stands in a label: the server's `uri`, the scraped page. Grafana takes what follows a $ for a variable. */
export const plainPath: Check = (value) =>
  path(value) ?? (/[?#$]/.test(String(value)) ? 'must be a path without ?, # and $' : undefined)
const addressForm = /^https?:\/\/([^\s/@]*@)?(\[[\da-f:.]+\]|[^\s/:?#@[\]]+)(:(\d{1,5}))?(\/[^\s?#]*)?$/i
/** The name of a metric. */
export const metric: Check = (value) =>
  typeof value === 'string' && /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(value)
    ? undefined
    : 'must be a metric name of Prometheus'
/** The name of a label. */
export const label: Check = (value) =>
  typeof value === 'string' && /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(value) ? undefined : 'must be a label name of Prometheus'
/** A whole number of something, at most what k6 and people can handle. */
export const count: Check = (value) =>
  Number.isInteger(value) && Number(value) > 0 && Number(value) < 1e6
    ? undefined
    : 'must be a whole number from 1 to 999999'
/** One of these values. */
export const choice =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value) ? undefined : `must be one of ${values.map((entry) => JSON.stringify(entry)).join(', ')}`
/** A time above 0. */
export const duration = unit(parseDuration, 'duration', '100ms')
/** A share of a whole. Nothing is one, too: the rules on SLOs and limits say where that makes no sense. */
export const ratio: Check = (value) =>
  typeof value === 'string' && parseRatio(value) !== undefined ? undefined : "must be a ratio such as '99.9%'"
/** An amount of memory above 0. */
export const size = unit(parseSize, 'size', '2GB')
/** Requests per second or minute, above 0. */
export const rate = unit(parseRate, 'rate', '100/s')
/** An address to send requests to; whether it holds credentials is asked elsewhere. */
export const address: Check = (value) => {
  const match = typeof value === 'string' ? addressForm.exec(value) : null
  return match !== null && Number(match[4] ?? 0) < 65_536
    ? undefined
    : "must be an address such as 'http://localhost:8080'"
}
/** An address that is shown to people. */
export const publicAddress: Check = (value) =>
  typeof value === 'string' && /^https?:\/\/[^\s/@]+(\/[^\s]*)?$/.test(value)
    ? undefined
    : "must be an address without credentials, such as 'https://git.example.org/shop/blob/main'"
/** The name of an environment variable. */
export const variable: Check = (value) =>
  typeof value === 'string' && /^[A-Z_][A-Z0-9_]*$/.test(value)
    ? undefined
    : "must be the name of an environment variable such as 'WALLET_SERVICE_URL'"

/** Whether the value is an object with named fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const longest = 80

/** A value as a message shows it: what a definition may hold by mistake has no JSON, or far too much of it. */
export function shown(value: unknown): string {
  if (typeof value !== 'object' && typeof value !== 'string') return String(value)
  try {
    const written = JSON.stringify(value)
    return written.length > longest ? `${written.slice(0, longest)}…` : written
  } catch {
    return 'a value that cannot be written down'
  }
}
