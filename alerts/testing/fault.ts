/** A fault planted in the generated rules of the wallet, which its generated unit tests must notice. */
export interface Fault {
  readonly what: string
  readonly from: string | RegExp
  readonly to: string
  /** The file of unit tests that is run, and which of them: a regular expression on their names. */
  readonly suite: 'wallet/slo' | 'wallet/limits' | 'fleet/slo'
  readonly tests: string
}
