import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { availableParallelism } from 'node:os'
import { exitCode, Failure } from '../model/failure.ts'
import { type CourseOptions, followCourse, type LoadCourse } from './k6-course.ts'
import { K6Log } from './k6-log.ts'
import { askProgress, type LoadProgress } from './k6-progress.ts'
import { cpuSecondsOf } from './process-time.ts'

/** What k6 is to run. */
export interface K6Options {
  readonly binary: string
  /** The script, one self-contained file. Absolute. */
  readonly script: string
  /** Where the script's `handleSummary` writes. Absolute. */
  readonly summaryFile: string
  /** Options of `k6 run`, as on its command line. */
  readonly options: readonly string[]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Aborting it ends the run: k6 is asked first, and killed when it does not come to an end. */
  readonly interrupted?: AbortSignal
  /** Told about once a second. */
  readonly progress?: (progress: LoadProgress) => void
  /** Told what the script says. */
  readonly said?: (text: string) => void
  /** What to look for in the course of the load. */
  readonly course?: CourseOptions
}

/** How a run of k6 ended. */
export interface K6Outcome {
  /** k6's own exit code; `undefined` where a signal ended it. */
  readonly code: number | undefined
  readonly interrupted: boolean
  /** The data of its `handleSummary`, as text; `undefined` where it wrote none. */
  readonly summary: string | undefined
  readonly log: K6Log
  /** CPU time of k6 as a share of all cores, 0 to 1; `undefined` where it was not seen. */
  readonly cpuShare: number | undefined
  /** The same over the ten seconds in which it was highest. */
  readonly cpuPeak: number | undefined
  readonly startedAt: Date
  readonly endedAt: Date
  /** Where it was to be followed. */
  readonly course: LoadCourse | undefined
}

/** k6's exit codes that say that it could not run the script: https://github.com/grafana/k6/blob/master/errext/exitcodes/codes.go */
export const k6ExitCodes = { invalidConfiguration: 104, noRestApi: 106, scriptException: 107 } as const

// k6 ends its iterations and pushes its last samples on the first SIGINT, and exits at once on the second.
const patience = { first: 20_000, second: 3_000 }

async function freeAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${port}`
}

/** Ends the child when asked to; returns what undoes that. */
function endOnInterrupt(child: ChildProcess, interrupted: AbortSignal | undefined): () => void {
  const timers: NodeJS.Timeout[] = []
  const end = () => {
    child.kill('SIGINT')
    timers.push(setTimeout(() => child.kill('SIGINT'), patience.first))
    timers.push(setTimeout(() => child.kill('SIGKILL'), patience.first + patience.second))
  }
  const kill = () => child.kill('SIGKILL')
  process.on('exit', kill)
  if (interrupted?.aborted) end()
  interrupted?.addEventListener('abort', end, { once: true })
  return () => {
    process.off('exit', kill)
    interrupted?.removeEventListener('abort', end)
    for (const timer of timers) clearTimeout(timer)
  }
}

// k6 sorts all latencies for each answer: the more there are, the more seldom it is asked. Seconds.
const longestPause = 5

// Long enough that the start of k6 is no peak.
const peakSeconds = 10

/** Samples a running k6 each second: its CPU time, and its progress for whoever wants it. */
function watch(child: ChildProcess, address: string, progress: K6Options['progress']) {
  const begun = performance.now()
  let share: number | undefined
  let peak: number | undefined
  const seenCpu: { at: number; cpu: number }[] = []
  let stopped = false
  let askAgainAt = 0
  const sample = async () => {
    const cpu = child.pid === undefined ? undefined : await cpuSecondsOf(child.pid)
    const elapsed = (performance.now() - begun) / 1000
    if (cpu !== undefined) {
      share = Math.min(1, cpu / (elapsed * availableParallelism()))
      seenCpu.push({ at: elapsed, cpu })
      if (seenCpu.length > peakSeconds + 1) seenCpu.shift()
      const [first] = seenCpu
      if (first !== undefined && seenCpu.length > peakSeconds) {
        const lately = (cpu - first.cpu) / ((elapsed - first.at) * availableParallelism())
        peak = Math.min(1, Math.max(peak ?? 0, lately))
      }
    }
    if (progress === undefined || elapsed < askAgainAt) return
    const seen = await askProgress(address)
    if (seen === undefined || stopped) return
    askAgainAt = elapsed + Math.min(longestPause, 0.5 + seen.completed / 100_000)
    progress(seen)
  }
  const timer = setInterval(() => void sample(), 1_000)
  return {
    stop: () => {
      stopped = true
      clearInterval(timer)
    },
    cpuShare: () => share,
    cpuPeak: () => peak ?? share,
  }
}

function started(options: K6Options, address: string, log: K6Log): ChildProcess {
  const words = ['run', '--quiet', '--no-color', '--address', address, ...options.options, options.script]
  // A group of its own: Ctrl-C in a terminal reaches this process, which then tells k6 once.
  const child = spawn(options.binary, words, {
    env: { ...options.environment, SIDELIGHT_SUMMARY: options.summaryFile, K6_NO_USAGE_REPORT: 'true' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => log.add(chunk))
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => log.add(chunk))
  return child
}

async function ended(child: ChildProcess, binary: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(
        new Failure(
          `k6 does not start: ${cause.message.replace(binary, 'k6')}`,
          'Run `npx sidelight doctor`: it says which k6 is used and how to get one.',
        ),
      ),
    )
    child.once('close', (code) => resolve(code ?? undefined))
  })
}

/**
 * Runs k6 to its end and says how it went. Thresholds that failed are no error here. Throws a Failure where k6 does not
 * start, or refuses the script or an option.
 */
export async function runK6(options: K6Options): Promise<K6Outcome> {
  const address = await freeAddress()
  const log = new K6Log(options.said)
  const startedAt = new Date()
  const child = started(options, address, log)
  const release = endOnInterrupt(child, options.interrupted)
  const observed = watch(child, address, options.progress)
  const followed = options.course && followCourse(address, options.course)
  let course: LoadCourse | undefined
  let code: number | undefined
  let endedAt: Date
  try {
    code = await ended(child, options.binary)
    endedAt = new Date()
  } finally {
    observed.stop()
    course = await followed?.end()
    release()
  }
  const interrupted = options.interrupted?.aborted === true
  const summary = await readFile(options.summaryFile, 'utf8').catch(() => undefined)
  const unable: readonly (number | undefined)[] = Object.values(k6ExitCodes)
  if (!interrupted && summary === undefined && unable.includes(code))
    throw new Failure(
      `k6 cannot run the scenario (exit code ${code}):\n${log.tail(8)}`,
      'Mend the scenario or the option that k6 names.',
      exitCode.usage,
    )
  return {
    code,
    interrupted,
    summary,
    log,
    cpuShare: observed.cpuShare(),
    cpuPeak: observed.cpuPeak(),
    startedAt,
    endedAt,
    course,
  }
}
