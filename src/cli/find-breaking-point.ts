import { Command } from 'commander'
import { formatValue } from '../analysis/format-value.ts'
import type { Saturation } from '../analysis/resource.ts'
import type { Verdict } from '../analysis/verdict.ts'
import type { ExitCode } from '../model/failure.ts'
import { product } from '../model/names.ts'
import type { Context } from './context.ts'
import { loadFleet } from './load-fleet.ts'
import type { GuardKind } from './load-guards.ts'
import { addAbortOption } from './load-options.ts'
import { serviceFor } from './load-target.ts'
import { saturationText } from './render-verdict.ts'
import { type LoadResult, runLoad } from './run-load.ts'
import { addPortOptions } from './stack.ts'
import { type StackPortOptions, silent, withStackWhereNeeded } from './with-stack.ts'

const scenario = 'stress-test-to-failure'

interface BreakOptions extends StackPortOptions {
  readonly maxRate?: string
  readonly step?: string
  readonly resultsDir?: string
  readonly service?: string
  readonly allowTarget?: true
  readonly keep?: true
  readonly abortOn?: readonly GuardKind[]
  readonly json?: true
  readonly junit?: string
}

/** What the search found: the highest step that kept the SLOs, the step that broke them, and what saturated first. */
export interface BreakingPoint {
  readonly testid: string
  /** Requests per second that were due in the step that broke; left out where none did. */
  readonly rate?: number
  /** The highest rate that was kept; left out where the first step broke. */
  readonly keptRate?: number
  /** Requests per second that were answered at the break. */
  readonly answered?: number
  /** Of the client at the break, in milliseconds. */
  readonly p95?: number
  /** Share of the requests due at the break that failed or were not answered, 0 to 1. */
  readonly errors?: number
  /** Seconds until the service kept its promises again. */
  readonly recoverySeconds?: number
  readonly saturated?: Saturation
}

/** The breaking point in the verdict of a stress test. */
export function breakingPointOf(verdict: Verdict): BreakingPoint {
  const { saturated } = verdict
  const found = verdict.rows.find(({ id, value }) => id === 'promise.break' && value === 1)
  const recovery = verdict.rows.find(({ id }) => id === 'promise.recovery')?.value
  // The load is stopped in the step that broke: it is the last one.
  const steps = verdict.steps ?? []
  const last = found === undefined ? undefined : steps.at(-1)
  const kept = (last === undefined ? steps : steps.slice(0, -1)).filter(({ broken }) => broken.length === 0).at(-1)
  return {
    testid: verdict.testid,
    ...(last === undefined ? {} : { rate: last.rate, answered: last.answered, errors: last.failed }),
    ...(last?.p95 === undefined ? {} : { p95: last.p95 }),
    ...(kept === undefined ? {} : { keptRate: kept.rate }),
    ...(recovery === undefined ? {} : { recoverySeconds: recovery / 1000 }),
    ...(saturated === undefined ? {} : { saturated }),
  }
}

/** The breaking point for people. */
export function renderBreakingPoint(point: BreakingPoint): string {
  const kept = point.keptRate === undefined ? 'no step' : `${point.keptRate} requests/s`
  const rows: readonly (readonly [string, string])[] = [
    ['kept up to', kept],
    ...(point.rate === undefined
      ? ([['broke at', 'not reached']] as const)
      : ([
          ['broke at', `${point.rate} requests/s, of which ${(point.answered ?? 0).toFixed(1)}/s were answered`],
          ['P95 there', point.p95 === undefined ? 'no request ended' : formatValue(point.p95, 'milliseconds')],
          ['errors there', formatValue(point.errors ?? 0, 'ratio')],
        ] as const)),
    ['first saturated', saturationText(point.saturated)],
    ...(point.recoverySeconds === undefined
      ? []
      : [['recovered after', `${point.recoverySeconds.toFixed(1)} s`] as const]),
  ]
  return `\nBreaking point\n${rows.map(([name, text]) => `  ${name.padEnd(16)} ${text}\n`).join('')}`
}

function withVariables(context: Context, { maxRate, step }: BreakOptions): Context {
  return {
    ...context,
    environment: {
      ...context.environment,
      ...(maxRate === undefined ? {} : { TEST_MAX_RATE: maxRate }),
      ...(step === undefined ? {} : { TEST_DURATION: step }),
    },
  }
}

function report({ verdict }: LoadResult, options: BreakOptions, context: Context): void {
  const point = breakingPointOf(verdict)
  context.stdout.write(
    options.json ? `${JSON.stringify({ breakingPoint: point, verdict }, null, 2)}\n` : renderBreakingPoint(point),
  )
}

async function find(options: BreakOptions, given: Context): Promise<ExitCode> {
  const service = serviceFor(await loadFleet(given.directory), options.service, ['wallet'])
  const needs = { service, allowed: options.allowTarget === true, keep: options.keep === true, ports: options }
  return withStackWhereNeeded(needs, given, async (there) => {
    const context = withVariables(there, options)
    context.stderr.write(`In another terminal, \`npx ${product} monitor stress\` shows the golden signals.\n`)
    const result = await runLoad(
      {
        scenario,
        service: options.service,
        resultsDirectory: options.resultsDir,
        allowTarget: needs.allowed,
        abortOn: options.abortOn,
        junit: options.junit,
      },
      options.json ? silent(context) : context,
    )
    report(result, options, context)
    return result.code
  })
}

/** `sidelight find-breaking-point`: raises the load until the SLOs break; ends with the code of that run's verdict. */
export function findBreakingPointCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('find-breaking-point')
    .description('raise the load in steps until the SLOs stay broken; starts the stack where nothing answers')
    .option('--max-rate <rate>', 'the highest step, such as 500/s')
    .option('--step <time>', 'how long a step lasts, such as 20s')
    .option('--service <name>', 'which service of the fleet is loaded')
    .option('--results-dir <path>', 'where results go', 'results')
    .option('--allow-target', 'load a service that is not on this machine')
    .option('--keep', 'leave the stack up, where this started it')
    .option('--junit <file>', 'write the verdict as JUnit XML, too')
    .option('--json', 'print breaking point and verdict as JSON')
  return addPortOptions(addAbortOption(command)).action(async (options: BreakOptions) =>
    finish(await find(options, context)),
  )
}
