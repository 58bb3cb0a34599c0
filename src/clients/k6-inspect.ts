import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { loadSeconds, type PlannedLoad, type PlannedStage } from '../analysis/steady-part.ts'
import { exitCode, Failure } from '../model/failure.ts'

/** What a scenario asks for by itself: its options with its environment, before any option of the command line. */
export interface Inspected {
  readonly virtualUsers?: number
  readonly duration?: string
  readonly iterations?: number
  /** Of the load; where no time is set, the most that k6 grants it. */
  readonly totalSeconds?: number
  /** It has scenarios of its own: k6 does not look at `--vus` alone then. */
  readonly hasScenarios?: true
  /** The loads that its scenarios, or its `vus`, `duration` and `stages`, come to. */
  readonly loads: readonly PlannedLoad[]
}

/** Seconds of a time as k6 writes it: `30s`, `1m30s`, `1h0m5.5s`. NaN for anything else. */
export function secondsOfK6Duration(text: string): number {
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 }
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return Number.NaN
  let seconds = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    seconds += Number(amount) * (units[unit ?? ''] ?? Number.NaN)
  return seconds
}

/** What a line of k6's log says, without the frame of the log. Any other line is itself. */
function messageOf(line: string): string {
  const message = /\bmsg="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]
  if (message === undefined) return line
  const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' }
  return message.replace(/\\(.)/g, (_, letter: string) => escapes[letter] ?? letter)
}

/** k6's own words. Where in the bundle it happened tells nobody anything: nobody wrote the bundle. */
function wordsOf(output: string): string {
  const lines = output
    .trim()
    .split('\n')
    .flatMap((line) => messageOf(line).trimEnd().split('\n'))
  return lines
    .filter((line) => !/^\s+at /.test(line))
    .slice(-8)
    .map((line) => line.replace(/^Error: /, ''))
    .join('\n')
}

/** With `vus` and `duration` alone k6 tells one scenario, "default". */
function ownScenarios(scenarios: unknown): boolean {
  if (typeof scenarios !== 'object' || scenarios === null) return false
  return Object.keys(scenarios).some((name) => name !== 'default')
}

/** A stage as k6 writes it. */
export interface K6Stage {
  readonly duration: string
  readonly target: number
}

interface InspectedScenario {
  readonly startTime?: string | null
  readonly duration?: string | null
  readonly stages?: readonly K6Stage[] | null
  readonly startVUs?: number | null
  readonly startRate?: number | null
}

/** The stages of a ramp that begins at this level. A time that k6 would not take counts as none. */
export function plannedStages(begin: number, stages: readonly K6Stage[]): PlannedStage[] {
  return stages.map(({ duration, target }, index) => {
    const seconds = secondsOfK6Duration(duration)
    return { seconds: Number.isFinite(seconds) ? seconds : 0, from: stages[index - 1]?.target ?? begin, to: target }
  })
}

function plannedLoad({ startTime, duration, stages, startVUs, startRate }: InspectedScenario): PlannedLoad {
  const startsAt = startTime ? secondsOfK6Duration(startTime) : 0
  if (stages) return { startsAt, stages: plannedStages(startRate ?? startVUs ?? 1, stages) }
  return { startsAt, stages: duration ? plannedStages(1, [{ duration, target: 1 }]) : [] }
}

function plannedLoads(scenarios: unknown): PlannedLoad[] {
  if (typeof scenarios !== 'object' || scenarios === null) return []
  return Object.values(scenarios as Record<string, InspectedScenario>).map(plannedLoad)
}

/**
 * Has k6 load a script without running it, and gives the options that it sets. Throws a Failure with k6's own words where
 * the script fails while it is loaded.
 */
export async function inspectScript(
  binary: string,
  script: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Inspected> {
  try {
    const { stdout } = await promisify(execFile)(
      binary,
      ['inspect', '--include-system-env-vars', '--execution-requirements', script],
      { env: { ...environment }, timeout: 60_000, maxBuffer: 2 ** 24 },
    )
    const options = JSON.parse(stdout) as Record<string, unknown>
    const { vus, duration, iterations, totalDuration, scenarios } = options
    const loads = plannedLoads(scenarios)
    const load = loadSeconds(loads)
    const most = typeof totalDuration === 'string' ? secondsOfK6Duration(totalDuration) : Number.NaN
    const total = load ?? most
    return {
      ...(typeof vus === 'number' ? { virtualUsers: vus } : {}),
      ...(typeof duration === 'string' ? { duration } : {}),
      ...(typeof iterations === 'number' ? { iterations } : {}),
      ...(Number.isFinite(total) ? { totalSeconds: total } : {}),
      ...(ownScenarios(scenarios) ? { hasScenarios: true } : {}),
      loads,
    }
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string }
    throw new Failure(
      `k6 cannot load the scenario: ${wordsOf(stderr || message)}`,
      'Mend the scenario, or the environment variable that is named there.',
      exitCode.usage,
    )
  }
}
