/** The largest amount of one movement, in cents: 1,000,000.00. */
export const largestAmount = 100_000_000n

/**
 * The largest balance, in cents: 9,999,999,999,999.99. Fifteen digits are what a client that reads JSON numbers as
 * doubles still gets back exactly.
 */
export const largestBalance = 999_999_999_999_999n

/**
 * Cents of a number that stands for a decimal with at most two places, or `undefined` when it has more. The shortest text
 * that reads back as the same double is what the client wrote (`largestAmount` has far fewer than 15 digits), so that no
 * arithmetic on doubles takes part: 10.005 has three places, although the double beside it is smaller.
 */
export function centsOf(amount: number): bigint | undefined {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(String(amount))
  if (match === null) return undefined
  const cents = BigInt(`${match[2]}${(match[3] ?? '').padEnd(2, '0')}`)
  return match[1] === '-' ? -cents : cents
}

/** A JSON number with two decimals, from cents as PostgreSQL writes a bigint: `"1050"` gives `10.50`. */
export function decimalOf(cents: string): string {
  const negative = cents.startsWith('-')
  const digits = (negative ? cents.slice(1) : cents).padStart(3, '0')
  return `${negative ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

// A quote inside a JSON string is escaped, so that this finds the key alone and never the words of a description.
const amountToken = /"amount"\s*:\s*-?([\d.]+)/g

/**
 * Whether every `amount` in a JSON text has so few digits that a double holds it exactly. `10.000000000000000001`
 * would otherwise arrive as 10.
 */
export function amountsAreExact(json: string): boolean {
  for (const match of json.matchAll(amountToken)) {
    const [whole = '', places = ''] = (match[1] ?? '').split('.')
    const significant = `${whole}${places.replace(/0+$/, '')}`.replace(/^0+/, '')
    if (significant.length > 15) return false
  }
  return true
}
