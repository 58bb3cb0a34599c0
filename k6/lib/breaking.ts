import { type probePhases, stepCounters } from '../../src/model/names.ts'
import type { Service, StepsScenario } from '../../src/model/service.ts'
import { seconds } from '../../src/model/units.ts'
import { countIteration, countLateStart } from './counts.ts'
import { abort, Gauge, loadStart, Rate, say, sleep, Trend } from './k6.ts'
import { SloWatch } from './slo-watch.ts'
import { type Steps, stepAt } from './steps.ts'

const rateOf = new Gauge(stepCounters.rate)
const broken = new Gauge(stepCounters.broken)
const secondsOf = new Gauge(stepCounters.seconds)
const recovered = new Gauge(stepCounters.recovered)
const probeDuration = new Trend(stepCounters.probe, true)
const probesAnswered = new Rate(stepCounters.answered)

// Ten probes a second: a hundred in ten seconds, enough to tell a P95.
const pace = 100

// So long without a bad probe, and the service has recovered.
const calm = 3_000

type Phase = (typeof probePhases)[number]

function timed(probe: () => boolean, phase: Phase): { milliseconds: number; ok: boolean } {
  const begun = Date.now()
  const ok = probe()
  const milliseconds = Date.now() - begun
  probeDuration.add(milliseconds, { phase })
  probesAnswered.add(ok, { phase })
  return { milliseconds, ok }
}

// A probe that is sent this much too late is late by the generator's doing, and so are the requests beside it.
const tolerance = 0.2 * pace

/** Waits for the next probe. A machine that wakes it up late cannot tell the service's latency either: that is counted. */
function rest(milliseconds: number): void {
  countIteration()
  if (milliseconds >= pace) return
  const due = Date.now() + pace - milliseconds
  sleep((pace - milliseconds) / 1000)
  if (Date.now() - due > tolerance) countLateStart()
}

/** The probes of one step, for people. */
class Probes {
  readonly #latencies: number[] = []
  #failed = 0

  add(milliseconds: number, ok: boolean): void {
    this.#latencies.push(milliseconds)
    if (!ok) this.#failed += 1
  }

  summary(): string {
    const sorted = [...this.#latencies].sort((one, other) => one - other)
    const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? 0
    return `P95 of ${sorted.length} probes ${p95} ms, ${this.#failed} failed`
  }
}

/** Before the load: probes the service for so many milliseconds, to tell what it is like at rest. */
export function watchBaseline(milliseconds: number, probe: () => boolean): void {
  const begun = Date.now()
  const probes = new Probes()
  while (Date.now() - begun < milliseconds) {
    const { milliseconds: taken, ok } = timed(probe, 'before')
    probes.add(taken, ok)
    rest(taken)
  }
  say(`before the load: ${probes.summary()}`)
}

/** Probes the service while the load rises, says each step, and ends the test when the SLOs stay broken. */
export function watchForBreak(service: Service, scenario: StepsScenario, steps: Steps, probe: () => boolean): void {
  const begun = loadStart()
  const whole = steps.rates.length * steps.each * 1000
  const watch = new SloWatch(service, { window: seconds(scenario.sustained) * 1000, pace, begun })
  let current = -1
  let probes = new Probes()
  for (;;) {
    const step = stepAt(steps, Date.now() - begun)
    if (step !== current) {
      if (current >= 0) say(`step ${current + 1}: ${probes.summary()}`)
      current = step
      probes = new Probes()
      const rate = steps.rates[step] ?? 0
      rateOf.add(rate, { step: String(step) })
      say(`step ${step + 1} of ${steps.rates.length}: ${rate} requests/s`)
    }
    const { milliseconds, ok } = timed(probe, 'during')
    probes.add(milliseconds, ok)
    const reason = watch.add(Date.now(), milliseconds, ok)
    const elapsed = Date.now() - begun
    secondsOf.add(Math.min(steps.each, elapsed / 1000 - current * steps.each), { step: String(current) })
    if (reason !== undefined) {
      const at = stepAt(steps, elapsed)
      broken.add(at)
      abort(`broken at step ${at + 1}, ${steps.rates[at]} requests/s: ${reason}`)
      return
    }
    if (elapsed >= whole) return
    rest(milliseconds)
  }
}

/** From the end of the load on: probes until the service has kept its promises for a while, and counts the seconds until then. */
export function watchRecovery(service: Service, scenario: StepsScenario, probe: () => boolean): void {
  const begun = Date.now()
  const watch = new SloWatch(service, { window: calm, pace, begun })
  const patience = seconds(scenario.recovery) * 1000
  let goodSince: number | undefined
  while (goodSince === undefined || Date.now() - goodSince < calm) {
    const asked = Date.now()
    if (goodSince === undefined && asked - begun > patience) {
      say(`not recovered within ${scenario.recovery}`)
      return
    }
    const { milliseconds, ok } = timed(probe, 'after')
    if (!watch.isGood(milliseconds, ok)) goodSince = undefined
    else goodSince ??= asked
    rest(milliseconds)
  }
  const after = (goodSince - begun) / 1000
  recovered.add(after)
  say(`recovered after ${after.toFixed(1)} s`)
}
