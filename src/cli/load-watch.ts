import { setTimeout as sleep } from 'node:timers/promises'
import type { Loss, Losses } from '../analysis/run.ts'

/** Asks whether something is there: throws where it is not. */
export type Probe = () => Promise<void>

const everyMs = 1_000
// One answer that comes too late under load is no loss; three in a row are.
const inARow = 3

interface Watched {
  /** Ends the watch: gives the loss if there was one. `patient` asks again where the last answer was missing. */
  end(patient: boolean): Promise<Loss | undefined>
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

function watch(probe: Probe, pauseMs: number, lost: (loss: Loss) => void = () => undefined): Watched {
  let loss: Loss | undefined
  let first: Loss | undefined
  let missed = 0
  const stop = new AbortController()
  const ask = async () => {
    try {
      await probe()
      missed = 0
      first = undefined
    } catch (cause) {
      missed += 1
      first ??= { at: new Date().toISOString(), reason: reasonOf(cause) }
      if (missed < inARow || loss !== undefined) return
      loss = first
      lost(first)
    }
  }
  const loop = (async () => {
    while (!stop.signal.aborted) {
      await ask()
      await sleep(pauseMs, undefined, { signal: stop.signal }).catch(() => undefined)
    }
  })()
  return {
    async end(patient) {
      stop.abort()
      await loop
      // What went away in the last moment of the run has not been missed often enough yet.
      for (let asked = 0; patient && loss === undefined && (asked === 0 || missed > 0); asked++) {
        if (asked > 0) await sleep(pauseMs)
        await ask()
      }
      return loss
    },
  }
}

/** Watches service and Prometheus during a run, once a second each. `end` says what was lost in it; `lost` is told of the service at once. */
export function watchRun(
  probes: { readonly service: Probe; readonly prometheus: Probe; readonly lost?: (loss: Loss) => void },
  pauseMs: number = everyMs,
): { end(patient: boolean): Promise<Losses> } {
  const service = watch(probes.service, pauseMs, probes.lost)
  const prometheus = watch(probes.prometheus, pauseMs)
  return {
    async end(patient) {
      const [lostService, lostPrometheus] = await Promise.all([service.end(patient), prometheus.end(patient)])
      return {
        ...(lostService === undefined ? {} : { service: lostService }),
        ...(lostPrometheus === undefined ? {} : { prometheus: lostPrometheus }),
      }
    },
  }
}
