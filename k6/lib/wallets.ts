import { checkHeld } from './books.ts'
import type { WalletClient } from './client.ts'
import type { Cents } from './money.ts'
import { between, type Random } from './random.ts'
import { testUser } from './run-id.ts'

interface Held {
  readonly id: string
  readonly user: string
  cents: Cents
}

// The newest ones of a virtual user stay in use: its memory does not grow with the run.
const mostWallets = 20
const opening: readonly [Cents, Cents] = [10_000, 50_000]

/** The wallets of one virtual user, with the money that they hold. A wallet whose balance is in doubt is left alone. */
export class Wallets {
  readonly #client: WalletClient
  readonly #fresh: () => string
  readonly #held: Held[] = []

  /** `fresh` makes a name for a user or a reference, each time another one. */
  constructor(client: WalletClient, fresh: () => string) {
    this.#client = client
    this.#fresh = fresh
  }

  /** A new wallet with some money in it: two requests, or one where it cannot be made. */
  open(random: Random): void {
    const user = testUser(this.#fresh())
    const id = this.#client.create(user)
    if (id === undefined) return
    const wallet = { id, user, cents: 0 }
    this.#held.push(wallet)
    if (this.#held.length > mostWallets) this.#check(this.#held[0])
    if (this.#held.length > mostWallets) this.#held.shift()
    this.#deposit(wallet, random)
  }

  /** One random request with one of the wallets; false where there is none yet. */
  transact(random: Random): boolean {
    const wallet = this.#held[between(random, 0, this.#held.length - 1)]
    if (wallet === undefined) return false
    const choices = [
      () => this.#deposit(wallet, random),
      () => this.#withdraw(wallet, random),
      () => this.#transfer(wallet, random),
      () => this.#client.get(wallet.id),
      () => this.#check(wallet),
      () => this.#client.userWallets(wallet.user),
    ]
    choices[between(random, 0, choices.length - 1)]?.()
    return true
  }

  /** Checks that every wallet holds the money that was moved into it: at the end of a run. */
  checkAll(): void {
    for (const wallet of [...this.#held]) this.#check(wallet)
  }

  #check(wallet: Held | undefined): void {
    if (wallet !== undefined && !checkHeld(this.#client.held(wallet.id, 'balance'), wallet.cents)) this.#forget(wallet)
  }

  #deposit(wallet: Held, random: Random): void {
    const cents = between(random, ...opening)
    if (this.#client.deposit(wallet.id, { cents, reference: this.#fresh() })) wallet.cents += cents
    else this.#forget(wallet)
  }

  #withdraw(wallet: Held, random: Random): void {
    if (wallet.cents < 1) {
      this.#deposit(wallet, random)
      return
    }
    const cents = between(random, 1, wallet.cents)
    if (this.#client.withdraw(wallet.id, { cents, reference: this.#fresh() })) wallet.cents -= cents
    else this.#forget(wallet)
  }

  #transfer(wallet: Held, random: Random): void {
    const other = this.#held.find((candidate) => candidate !== wallet)
    if (other === undefined || wallet.cents < 1) {
      this.#deposit(wallet, random)
      return
    }
    const cents = between(random, 1, wallet.cents)
    if (this.#client.transfer(wallet.id, other.id, { cents, reference: this.#fresh() })) {
      wallet.cents -= cents
      other.cents += cents
    } else {
      this.#forget(wallet)
      this.#forget(other)
    }
  }

  #forget(wallet: Held): void {
    const at = this.#held.indexOf(wallet)
    if (at >= 0) this.#held.splice(at, 1)
  }
}
