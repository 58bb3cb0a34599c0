/** An amount of money in cents: a whole number, so that sums are exact. */
export type Cents = number

/** The amount as the API takes it: a number of currency units with at most two decimals. */
export function inUnits(cents: Cents): number {
  if (!Number.isSafeInteger(cents)) throw new RangeError(`${cents} is no whole number of cents`)
  return cents / 100
}
