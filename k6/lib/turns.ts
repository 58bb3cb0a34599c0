import { countIteration, countLateStart, countMissed } from './counts.ts'
import { loadStart, progress, turn } from './k6.ts'
import { guarded, keepPace } from './profile.ts'

/** How iterations take turns. Milliseconds. */
export interface Turns {
  /** One iteration of all virtual users together begins each `every`. */
  readonly every: number
  /** Between, each virtual user does something each `pace`. */
  readonly pace: number
  /** A turn that comes this much too late is left out, and counts as a request that was not sent. */
  readonly tooLate?: number
}

// Someone who waits looks up so often whether the run is over.
const glance = 250

// A timer wakes nobody up to the millisecond, however fast the turns come.
const shortest = 100

// Waking up this share of a turn too late is the generator's doing, not the service's.
const tolerance = 0.2

/**
 * Iterations at one rate for all virtual users together, however many they are: each takes the next turn, and is busy with
 * `meanwhile` until it comes. `meanwhile` sends one request, or says that there is nothing to do. `iteration` is left out
 * where the run ends before its turn.
 */
export function inTurn(
  { every, pace, tooLate = Number.POSITIVE_INFINITY }: Turns,
  meanwhile: () => boolean,
  iteration: () => void,
): void {
  const due = loadStart() + turn() * every
  const early = Date.now() < due
  countIteration()
  while (Date.now() < due) {
    if (progress() >= 1) return
    const begun = Date.now()
    let busy = false
    guarded(() => {
      busy = meanwhile()
    })
    keepPace(begun, Math.min(busy ? pace : glance, Math.max(1, due - begun)), busy ? 1 : 0)
  }
  if (Date.now() - due > tooLate) {
    countMissed(1)
    return
  }
  if (early && Date.now() - due > Math.max(every, shortest) * tolerance) countLateStart()
  guarded(iteration)
}
