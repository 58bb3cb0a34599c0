import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Configuration } from './configuration.ts'
import { Unavailable } from './errors.ts'
import { type Faults, noFaults, parseFaults } from './faults.ts'

/** A service that is broken on purpose. */
export interface FaultInjection {
  /** Breaks it, and goes on to follow the file. */
  start(): void
  /** To be awaited before each operation: takes its time, and throws an Unavailable where the operation is to fail. */
  beforeOperation(): Promise<void>
  /** Mends everything for good. */
  stop(): void
}

/** What an injection acts upon, and whom it tells. */
export interface FaultInjectionOptions {
  /** Keeps all but so many connections of the database's pool away. */
  readonly leaveConnections: (amount: number) => void
  /** Told what is injected from now on. */
  readonly onChange: (faults: Faults) => void
  /** Told of a file that cannot be read or says no faults: those before stay. */
  readonly onProblem: (problem: unknown) => void
}

// Its multiples are spread evenly over a whole, also for every second or third operation, so that no kind of operation
// that comes in turn is spared: https://en.wikipedia.org/wiki/Low-discrepancy_sequence#Additive_recurrence
const goldenRatio = (Math.sqrt(5) - 1) / 2

/** Blocks the only thread, as a long garbage collection does. */
function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function injector(leaveConnections: FaultInjectionOptions['leaveConnections']) {
  let current = noFaults
  let operations = 0
  let pauses: NodeJS.Timeout | undefined
  return {
    inject(faults: Faults): void {
      current = faults
      clearInterval(pauses)
      if (faults.pause > 0) pauses = setInterval(() => standStill(faults.pause), faults.every).unref()
      leaveConnections(faults.pool)
    },
    async beforeOperation(): Promise<void> {
      const { latency, errors } = current
      if (latency > 0) await sleep(latency)
      if (errors === 0) return
      operations += 1
      if ((operations * goldenRatio) % 1 < errors) {
        throw new Unavailable('A fault is injected here on purpose.', 'internal')
      }
    },
  }
}

const readEvery = 250

/** Tells what a file says, each time that it says something else; `undefined` while there is none. Gives what ends that. */
function followFile(
  file: string,
  onText: (text: string | undefined) => void,
  onProblem: (problem: unknown) => void,
): () => void {
  const ended = new AbortController()
  const read = () =>
    readFile(file, 'utf8').catch((problem: NodeJS.ErrnoException) => {
      if (problem.code !== 'ENOENT') throw problem
      return undefined
    })
  async function follow(): Promise<void> {
    let seen: string | undefined
    let told = ''
    while (!ended.signal.aborted) {
      try {
        const text = await read()
        if (text !== seen && !ended.signal.aborted) onText(text)
        seen = text
        told = ''
      } catch (problem) {
        if (String(problem) !== told) onProblem(problem)
        told = String(problem)
      }
      await sleep(readEvery, undefined, { ref: false })
    }
  }
  void follow()
  return () => ended.abort()
}

/**
 * Injects the faults of the configuration, or of its file as long as there is one. Gives `undefined`, and injects nothing
 * ever, where the configuration names neither.
 */
export function faultInjection(
  { faults, faultsFile }: Pick<Configuration, 'faults' | 'faultsFile'>,
  { leaveConnections, onChange, onProblem }: FaultInjectionOptions,
): FaultInjection | undefined {
  if (faults === noFaults && faultsFile === undefined) return undefined
  const { inject, beforeOperation } = injector(leaveConnections)
  const change = (next: Faults) => {
    inject(next)
    onChange(next)
  }
  let unfollow: (() => void) | undefined
  return {
    beforeOperation,
    start() {
      if (faults !== noFaults) change(faults)
      if (faultsFile === undefined) return
      unfollow = followFile(faultsFile, (text) => change(text === undefined ? faults : parseFaults(text)), onProblem)
    },
    stop() {
      unfollow?.()
      inject(noFaults)
    },
  }
}
