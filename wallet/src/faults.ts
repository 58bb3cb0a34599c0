import { parseDuration, parseRatio } from '../../src/model/units.ts'

/** Faults that are injected on purpose, to see alerts work. None of them touches the state of a wallet. */
export interface Faults {
  /** Milliseconds that each operation takes longer. */
  readonly latency: number
  /** Share of operations, from 0 to 1, that are answered with 503 before they do anything. */
  readonly errors: number
  /** Database connections that are left to the service: the rest of the pool is held, as leaked ones are. */
  readonly pool: number
  /** Milliseconds for which the whole process stands still, as in a long garbage collection, … */
  readonly pause: number
  /** … each time that so many milliseconds have passed. */
  readonly every: number
}

/** The service as it should be. */
export const noFaults: Faults = { latency: 0, errors: 0, pool: Number.POSITIVE_INFINITY, pause: 0, every: 10_000 }

interface Notation {
  readonly read: (text: string) => number | undefined
  readonly form: string
}

const time: Notation = {
  read: (text) => {
    const milliseconds = parseDuration(text)
    // Longer ones would be no fault but an end.
    return milliseconds !== undefined && milliseconds <= 600_000 ? milliseconds : undefined
  },
  form: 'a time up to 10m, such as 300ms or 2s',
}

const notations: Readonly<Record<keyof Faults, Notation>> = {
  latency: time,
  errors: {
    read: (text) => {
      const share = parseRatio(text)
      return share !== undefined && share <= 1 ? share : undefined
    },
    form: 'a share such as 20%',
  },
  pool: { read: (text) => (/^\d{1,4}$/.test(text) ? Number(text) : undefined), form: 'a number of connections' },
  pause: time,
  every: time,
}

function isFault(name: string): name is keyof Faults {
  return Object.hasOwn(notations, name)
}

function faultOf(word: string): readonly [keyof Faults, number] {
  const [name = '', text = ''] = word.split(/=(.*)/s)
  if (!isFault(name)) {
    const known = Object.keys(notations).join(', ')
    throw new RangeError(`there is no fault "${word}": give name=value, with a name of ${known}.`)
  }
  const value = notations[name].read(text)
  if (value === undefined) throw new RangeError(`the fault "${word}" is none: give ${notations[name].form}.`)
  return [name, value]
}

/**
 * Reads faults as people write them: `errors=20% latency=300ms`, parted by blanks, commas or lines; an empty text is
 * `noFaults`. Throws a RangeError that names the word that is wrong.
 */
export function parseFaults(text: string): Faults {
  const words = text.split(/[\s,]+/).filter((word) => word !== '')
  if (words.length === 0) return noFaults
  const faults: Faults = { ...noFaults, ...Object.fromEntries(words.map(faultOf)) }
  if (faults.pause > 0 && faults.every <= 0) throw new RangeError('the fault "every" is 0: give at least 1ms.')
  return faults
}
