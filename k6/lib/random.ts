import { environment } from './k6.ts'

/** Numbers from 0 (inclusive) to 1 (exclusive) that repeat with their seed. */
export type Random = () => number

/** Mixes whole numbers into one seed of 32 bits, so that neighbours start far apart. */
function mixed(parts: readonly number[]): number {
  let hash = 0x811c9dc5
  // Counted and not iterated: it is done for every request, and an iterator costs much in k6.
  for (let index = 0; index < parts.length; index++) {
    hash = Math.imul(hash ^ (parts[index] ?? 0), 0x01000193)
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  }
  return hash >>> 0
}

/** A generator (mulberry32) whose sequence depends on the parts alone. */
export function seeded(...parts: readonly number[]): Random {
  let state = mixed(parts)
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The seed of the run, `TEST_SEED`: a whole number, 1 where it is not set. Throws for anything else. */
export function seedOfRun(text: string | undefined = environment['TEST_SEED']): number {
  if (text === undefined || text === '') return 1
  if (!/^\d{1,15}$/.test(text)) throw new Error(`TEST_SEED must be a whole number, not "${text}"`)
  return Number(text)
}

/** A whole number from `least` to `most`, both included. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1))
}
