import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, relative } from 'node:path'
import { judge } from '../analysis/judge.ts'
import type { Loss, Losses } from '../analysis/run.ts'
import { runParts } from '../analysis/steady-part.ts'
import type { Verdict } from '../analysis/verdict.ts'
import { type K6Outcome, runK6 } from '../clients/k6.ts'
import { collectSignals } from '../clients/service-signals.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { announced } from './load-announcement.ts'
import { type Gathered, gathered, runFiles } from './load-evidence.ts'
import { followRun } from './load-follow.ts'
import { partCounts, partPages } from './load-parts.ts'
import { type LoadOptions, type LoadPlan, noChoices, prepared } from './load-plan.ts'
import { printedScrubber, runRecord, runScrubber } from './load-record.ts'
import { clientsOf, k6Environment, remoteWriteOf } from './load-target.ts'
import { watchRun } from './load-watch.ts'
import { signalSource } from './monitor-setting.ts'
import { packageVersion } from './package-root.ts'
import { spanOf } from './planned-loads.ts'
import { renderVerdict } from './render-verdict.ts'
import { storeRun } from './results.ts'
import { styleOf } from './text-style.ts'
import { writeReports } from './verdict-reports.ts'

/** What a run came to. */
export interface LoadResult {
  readonly code: ExitCode
  readonly verdict: Verdict
  /** The folder with the files of the run. Absolute. */
  readonly resultsDirectory: string
}

/** How k6 ended, and what went wrong around it. */
interface Ran {
  readonly outcome: K6Outcome
  readonly stopped: Loss | undefined
  /** Ends the watch, and says what was lost. */
  losses(): Promise<Losses>
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

/** Runs k6, shows how far it is, and watches service and Prometheus meanwhile. */
async function runScenario(plan: LoadPlan): Promise<Ran> {
  const { context, variables, testid, options, service } = plan
  const guarded = new AbortController()
  let stopped: Loss | undefined
  const stop = (reason: string, at = new Date().toISOString()) => {
    stopped ??= { at, reason }
    guarded.abort()
  }
  const guards = options.abortOn ?? []
  const hide = printedScrubber(variables, plan.target)
  const follow = followRun(
    {
      service,
      testid,
      title: `${options.scenario} on ${service.name}`,
      total: plan.totalSeconds,
      span: spanOf(plan.span),
      byNumber: plan.inForce.iterations !== undefined,
      guards,
      source: signalSource(service, plan.target),
      stop,
    },
    context,
  )
  const probes = clientsOf(service, plan.target, undefined, 2_000)
  const watched = watchRun({
    service: probes.service.ready,
    prometheus: probes.prometheus.ready,
    lost: ({ at, reason }) => guards.includes('health') && stop(`the service was lost: ${reason}`, at),
  })
  try {
    const outcome = await runK6({
      binary: plan.k6.path,
      script: plan.script,
      summaryFile: join(plan.temporary, 'summary.json'),
      options: ['--out', 'experimental-prometheus-rw', '--tag', `testid=${testid}`, ...(options.k6 ?? noChoices).words],
      environment: k6Environment(variables, plan.target.prometheusUrl),
      interrupted: AbortSignal.any([context.interrupted, guarded.signal]),
      progress: follow.progress,
      said: (text) => follow.say(hide(text)),
      course: {
        span: spanOf(plan.span),
        lasting: plan.totalSeconds,
        page: () => told(() => probes.service.metrics()),
      },
    })
    return { outcome, stopped, losses: () => watched.end(!context.interrupted.aborted) }
  } catch (cause) {
    await watched.end(false)
    throw cause
  } finally {
    follow.end()
  }
}

/** Everything that a run left, once its service has been asked for its side. */
async function evidenceOf(plan: LoadPlan, prometheusVersion: string | undefined): Promise<Gathered & { log: string }> {
  const { context, service, target, testid, options } = plan
  const { interrupted } = context
  const pageBefore = await told(() => clientsOf(service, target, interrupted).service.metrics())
  const { outcome, stopped, losses } = await runScenario(plan)
  // After Ctrl-C what is quickly had is still asked for; a service that hangs must not cost what Prometheus knows.
  const after = () => clientsOf(service, target, interrupted.aborted ? AbortSignal.timeout(5_000) : interrupted)
  const pageAfter = await told(() => after().service.metrics())
  const lost = await losses()
  const seconds = (outcome.endedAt.getTime() - outcome.startedAt.getTime()) / 1000
  const parts = runParts(plan.span, outcome.course?.load, seconds)
  const record = runRecord(
    service,
    { testid, scenario: options.scenario, options: plan.inForce, k6Version: plan.k6.version, prometheusVersion, parts },
    outcome,
  )
  const pages =
    pageBefore !== undefined && pageAfter !== undefined ? { before: pageBefore, after: pageAfter } : undefined
  const span = spanOf(plan.span)
  const run = { service, testid, outcome, parts, span, byNumber: plan.inForce.iterations !== undefined }
  const signals = await collectSignals(
    service,
    { ...record, steadyThroughout: span?.whole === true },
    { prometheus: after().prometheus, pages, parts: partPages(run, pageBefore, pageAfter) },
  )
  const counted = await partCounts(run, after().prometheus, plan.variables['K6_PROMETHEUS_RW_PUSH_INTERVAL'])
  return { ...gathered(service, record, outcome, signals, lost, stopped, counted), log: outcome.log.text() }
}

async function executed(plan: LoadPlan): Promise<LoadResult> {
  const { context, service, target, testid, options } = plan
  context.stderr.write(`${testid}: ${options.scenario} on ${service.name}\n`)
  const prometheusVersion = await told(() => clientsOf(service, target, context.interrupted).prometheus.version())
  const versions = { sidelight: packageVersion(), k6: plan.k6.version }
  const beginning = { testid, service: service.name, scenario: options.scenario, versions }
  const announcement = await announced(beginning, remoteWriteOf(plan.variables, target), context)
  const { evidence, summary, problem, log } = await evidenceOf(plan, prometheusVersion)
  const verdict = judge(service, evidence)
  await announcement.end(verdict)
  const scrub = runScrubber(plan.variables, target, { directory: context.directory, temporary: plan.temporary })
  const files = runFiles(evidence, verdict, summary, log, scrub)
  const folder = await storeRun(plan.results, evidence.run, files).catch((cause: unknown) => {
    // The load was run for this: a full disk must not lose it as well.
    if (problem === undefined) printVerdict(verdict, options, context)
    throw cause
  })
  if (problem !== undefined)
    throw new Failure(
      printedScrubber(plan.variables, target)(problem),
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
    await writeReports(result.verdict, options.junit, context)
    context.stderr.write(`\nresults: ${shown(result.resultsDirectory, context.directory)}\n`)
    return context.interrupted.aborted ? { ...result, code: exitCode.interrupted } : result
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
