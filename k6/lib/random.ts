import { environment } from './k6.ts'

/** Whole numbers from 0 to 2^31 that repeat with their seed. */
export type Random = () => number

/** Mixes a whole number into a seed of 32 bits, so that neighbours start far apart. */
function mixed(seed: number, part: number): number {
  const sown = Math.imul(seed ^ part, 0x01000193)
  return Math.imul(sown ^ (sown >>> 15), 0x2c1b3c6d)
}

const unmixed = 0x811c9dc5
const modulus = 2 ** 31 - 1

/**
 * Park and Miller's minimal standard generator (multiplier 48271): a multiplication and a remainder, and that in whole
 * numbers, since in k6 a fraction costs as much as an object. Gives what starts it with a seed, and so ends the sequence
 * before.
 */
function generator(): (seed: number) => Random {
  let state = 1
  const next = () => {
    state = (state * 48_271) % modulus
    return state
  }
  return (seed) => {
    state = 1 + ((seed >>> 0) % (modulus - 1))
    return next
  }
}

/** Numbers whose sequence depends on the parts alone. */
export function seeded(...parts: readonly number[]): Random {
  return generator()(parts.reduce(mixed, unmixed))
}

/**
 * The same as `seeded(seed, number)` for one number after another, such as those of iterations. Each ends the sequence of
 * the one before.
 */
export function seededByNumber(seed: number): (number: number) => Random {
  const start = generator()
  const mixedSeed = mixed(unmixed, seed)
  return (number) => start(mixed(mixedSeed, number))
}

/** The seed of the run, `TEST_SEED`: a whole number, 1 where it is not set. Throws for anything else. */
export function seedOfRun(text: string | undefined = environment['TEST_SEED']): number {
  if (text === undefined || text === '') return 1
  if (!/^\d{1,15}$/.test(text)) throw new Error(`TEST_SEED must be a whole number, not "${text}"`)
  return Number(text)
}

/** A whole number from `least` to `most`, both included; they are far less than 2^31 apart. */
export function between(random: Random, least: number, most: number): number {
  return least + (random() % (most - least + 1))
}
