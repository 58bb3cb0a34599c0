import type { Service } from '../../src/model/service.ts'
import { errorBudget, seconds } from '../../src/model/units.ts'

interface Sample {
  /** From when it was sent until it ended. */
  readonly from: number
  readonly to: number
  readonly ok: boolean
}

interface Watched {
  readonly title: string
  readonly budget: number
  readonly good: (sample: Sample) => boolean
}

function watchedOf(service: Service): Watched[] {
  return Object.values(service.slos).flatMap((slo): Watched[] => {
    const budget = errorBudget(slo.objective)
    if (slo.kind === 'latency') {
      const limit = seconds(slo.within) * 1000
      const good = ({ ok, from, to }: Sample) => ok && to - from <= limit
      return [{ title: `${slo.title} (within ${slo.within})`, budget, good }]
    }
    return slo.kind === 'availability' ? [{ title: slo.title, budget, good: ({ ok }) => ok }] : []
  })
}

// A few bad seconds are no sustained break: the window is cut into so many slices, and each of them has to be broken.
const slices = 5

/**
 * Watches probes that are sent at a steady pace, and says when an SLO is broken for a sustained time: in every part of the
 * window. Milliseconds.
 */
export class SloWatch {
  readonly #watched: readonly Watched[]
  readonly #window: number
  readonly #pace: number
  readonly #begun: number
  #samples: Sample[] = []

  constructor(service: Service, { window, pace, begun }: { window: number; pace: number; begun: number }) {
    this.#watched = watchedOf(service)
    this.#window = window
    this.#pace = pace
    this.#begun = begun
  }

  /** Adds a probe that ended now. Gives the reason in words where an SLO has been broken for the whole window. */
  add(now: number, milliseconds: number, ok: boolean): string | undefined {
    this.#samples.push({ from: now - milliseconds, to: now, ok })
    this.#samples = this.#samples.filter(({ to }) => to > now - this.#window)
    if (now - this.#begun < this.#window) return undefined
    const slice = this.#window / slices
    for (const { title, budget, good } of this.#watched) {
      const ends = Array.from({ length: slices }, (_, index) => now - index * slice)
      if (!ends.every((end) => this.#badShare(end - slice, end, good) > budget)) continue
      const percent = (this.#badShare(now - this.#window, now, good) * 100).toFixed(1)
      return `${title} broken: ${percent}% of the probes of the last ${this.#window / 1000} s were bad`
    }
    return undefined
  }

  /** Whether a probe kept every promise of a single request. */
  isGood(milliseconds: number, ok: boolean): boolean {
    return this.#watched.every(({ good }) => good({ from: 0, to: milliseconds, ok }))
  }

  /** Of the probes under way in this time. A slow one stands for those that it kept from being sent. */
  #badShare(from: number, to: number, good: Watched['good']): number {
    let bad = 0
    let all = 0
    for (const sample of this.#samples) {
      const overlap = Math.min(sample.to, to) - Math.max(sample.from, from)
      if (overlap <= 0 && !(sample.to > from && sample.to <= to)) continue
      const weight = Math.max(1, Math.floor(overlap / this.#pace))
      all += weight
      if (!good(sample)) bad += weight
    }
    return all === 0 ? 0 : bad / all
  }
}
