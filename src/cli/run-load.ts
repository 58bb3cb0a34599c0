import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import { ensureTool } from '../../monitoring/tools/tools.ts'
import { judge } from '../analysis/judge.ts'
import type { RunOptions } from '../analysis/run.ts'
import type { Verdict } from '../analysis/verdict.ts'
import { type K6Outcome, runK6 } from '../clients/k6.ts'
import { bundleScenario } from '../clients/k6-bundle.ts'
import { type Inspected, inspectScript, secondsOfK6Duration } from '../clients/k6-inspect.ts'
import { collectSignals } from '../clients/service-signals.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { gathered, runFiles } from './load-evidence.ts'
import { loadFleet } from './load-fleet.ts'
import { type K6Choices, refuseUnseen } from './load-options.ts'
import { showProgress } from './load-progress.ts'
import { freshTestid, optionsInForce, runRecord, runScrubber } from './load-record.ts'
import { checkTarget, clientsOf, k6Environment, serviceFor, type Target, targetOf } from './load-target.ts'
import { watchRun } from './load-watch.ts'
import { packageRoot } from './package-root.ts'
import { renderVerdict } from './render-verdict.ts'
import { prepareResults, storeRun } from './results.ts'
import { styleOf } from './text-style.ts'

/** What a run of a scenario is asked for. */
export interface LoadOptions {
  readonly scenario: string
  /** Which service of the fleet; needed only where the scenario does not say. */
  readonly service?: string | undefined
  /** Where results go, relative to the working repository; `results` where absent. */
  readonly resultsDirectory?: string | undefined
  /** Print the verdict as JSON. */
  readonly json?: boolean | undefined
  /** Load a service that is not on this machine. */
  readonly allowTarget?: boolean | undefined
  readonly k6?: K6Choices
}

/** What a run came to. */
export interface LoadResult {
  readonly code: ExitCode
  readonly verdict: Verdict
  /** The folder with the files of the run. Absolute. */
  readonly resultsDirectory: string
}

interface Plan {
  readonly options: LoadOptions
  readonly context: Context
  readonly variables: Context['environment']
  readonly service: Service
  readonly target: Target
  readonly temporary: string
  readonly script: string
  readonly testid: string
  readonly k6: { readonly path: string; readonly version: string }
  readonly inForce: RunOptions
  readonly totalSeconds: number | undefined
  readonly results: string
}

const noChoices: K6Choices = { words: [], run: {}, environment: {} }

/** Seconds that the run will take at most, as far as one can know before. */
function expectedSeconds(
  choices: K6Choices,
  inspected: Inspected,
  variables: Context['environment'],
): number | undefined {
  if (choices.words.includes('--stage')) return undefined
  const duration = choices.run.duration ?? variables['K6_DURATION'] ?? inspected.duration
  const seconds = duration === undefined ? inspected.totalSeconds : secondsOfK6Duration(duration)
  return seconds !== undefined && Number.isFinite(seconds) ? seconds : undefined
}

/** Everything that can be wrong before a request is sent is found here. */
async function prepared(options: LoadOptions, context: Context, temporary: string): Promise<Plan> {
  const choices = options.k6 ?? noChoices
  const variables = { ...context.environment, ...choices.environment }
  const fleet = await loadFleet(context.directory)
  const script = join(temporary, `${options.scenario.replace(/[^\w-]/g, '_')}.js`)
  const places = { directory: context.directory, packageRoot: packageRoot() }
  const { services } = await bundleScenario(options.scenario, places, script, options.service)
  const service = serviceFor(fleet, options.service, services)
  const target = targetOf(service, variables, options.allowTarget === true)
  const results = resolve(context.directory, options.resultsDirectory ?? 'results')
  await prepareResults(results)
  await checkTarget(service, clientsOf(service, target, context.interrupted))
  const k6 = await ensureTool('k6', {
    environment: context.environment,
    cacheDirectory: cacheDirectory(context.environment),
    progress: (line) => context.stderr.write(`${line}\n`),
    interrupted: context.interrupted,
  })
  const inspected = await inspectScript(k6.path, script, variables)
  refuseUnseen(options.scenario, choices, inspected.hasScenarios === true)
  return {
    options,
    context,
    variables,
    service,
    target,
    temporary,
    script,
    testid: freshTestid(options.scenario),
    k6,
    inForce: optionsInForce(choices.run, inspected, variables['TEST_SEED']),
    totalSeconds: expectedSeconds(choices, inspected, variables),
    results,
  }
}

/** What a source tells; `undefined` where it fails in a way that the verdict then shows as unmeasured. */
async function told<Value>(ask: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await ask()
  } catch (cause) {
    if (cause instanceof Failure) return undefined
    throw cause
  }
}

async function runScenario(plan: Plan): Promise<K6Outcome> {
  const { context, variables, testid, options } = plan
  const line = showProgress(context.stderr, plan.totalSeconds)
  try {
    return await runK6({
      binary: plan.k6.path,
      script: plan.script,
      summaryFile: join(plan.temporary, 'summary.json'),
      options: ['--out', 'experimental-prometheus-rw', '--tag', `testid=${testid}`, ...(options.k6 ?? noChoices).words],
      environment: k6Environment(variables, plan.target.prometheusUrl),
      interrupted: context.interrupted,
      progress: line.update,
      said: line.say,
    })
  } finally {
    line.end()
  }
}

async function executed(plan: Plan): Promise<LoadResult> {
  const { context, service, target, testid, options } = plan
  const { stderr, interrupted } = context
  stderr.write(`${testid}: ${options.scenario} on ${service.name}\n`)
  const before = clientsOf(service, target, interrupted)
  const prometheusVersion = await told(() => before.prometheus.version())
  const pageBefore = await told(() => before.service.metrics())
  const probes = clientsOf(service, target, undefined, 2_000)
  const watched = watchRun({ service: probes.service.ready, prometheus: probes.prometheus.ready })
  let outcome: K6Outcome
  try {
    outcome = await runScenario(plan)
  } catch (cause) {
    await watched.end(false)
    throw cause
  }
  // After Ctrl-C what is quickly had is still asked for.
  const after = clientsOf(service, target, interrupted.aborted ? AbortSignal.timeout(5_000) : interrupted)
  const pageAfter = await told(() => after.service.metrics())
  const losses = await watched.end(!interrupted.aborted)
  const record = runRecord(
    service,
    { testid, scenario: options.scenario, options: plan.inForce, k6Version: plan.k6.version, prometheusVersion },
    outcome,
  )
  const pages =
    pageBefore !== undefined && pageAfter !== undefined ? { before: pageBefore, after: pageAfter } : undefined
  const signals = await collectSignals(service, record, { prometheus: after.prometheus, pages })
  const { evidence, summary, problem } = gathered(service, record, outcome, signals, losses)
  const verdict = judge(service, evidence)
  const scrub = runScrubber(plan.variables, target, { directory: context.directory, temporary: plan.temporary })
  const files = runFiles(evidence, verdict, summary, outcome.log.text(), scrub)
  const folder = await storeRun(plan.results, evidence.run, files).catch((cause: unknown) => {
    // The load was run for this: a full disk must not lose it as well.
    if (problem === undefined) printVerdict(verdict, options, context)
    throw cause
  })
  if (problem !== undefined)
    throw new Failure(
      problem,
      `Mend the scenario; k6's own words are in ${join(shown(folder, context.directory), 'k6.log')}.`,
    )
  return { code: verdict.exitCode, verdict, resultsDirectory: folder }
}

/** As short as it can be typed from the working repository. */
function shown(folder: string, directory: string): string {
  const path = relative(directory, folder)
  return path.startsWith('..') || isAbsolute(path) ? folder : path
}

function printVerdict(verdict: Verdict, { json }: LoadOptions, { stdout, environment }: Context): void {
  stdout.write(json ? `${JSON.stringify(verdict, null, 2)}\n` : renderVerdict(verdict, styleOf(stdout, environment)))
}

/**
 * Runs a scenario against its service, judges it, writes its results and prints the verdict. Throws a Failure where
 * nothing could be run (exit codes 2 and 3) or the scenario itself is wrong (2).
 */
export async function runLoad(options: LoadOptions, context: Context): Promise<LoadResult> {
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'sidelight-load-')))
  try {
    const result = await executed(await prepared(options, context, temporary))
    printVerdict(result.verdict, options, context)
    context.stderr.write(`\nresults: ${shown(result.resultsDirectory, context.directory)}\n`)
    return context.interrupted.aborted ? { ...result, code: exitCode.interrupted } : result
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
