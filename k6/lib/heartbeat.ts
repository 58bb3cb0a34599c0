import { countIteration, countLateStart } from './counts.ts'
import { loadStart, sleep } from './k6.ts'

// Milliseconds.
const beat = 100
const tolerance = 0.2 * beat

/**
 * Sleeps and wakes up while an open-model load runs, and counts how often it woke up late: a machine that does that cannot
 * tell the latency of the service either, and k6 itself does not say when it begins iterations late.
 */
export function heartbeat(seconds: number): void {
  const end = loadStart() + seconds * 1000
  for (let due = Date.now() + beat; due < end; due = Date.now() + beat) {
    countIteration()
    sleep((due - Date.now()) / 1000)
    if (Date.now() - due > tolerance) countLateStart()
  }
}
