import { join, resolve } from 'node:path'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import { ensureTool } from '../../monitoring/tools/tools.ts'
import type { Measured, RunOptions } from '../analysis/run.ts'
import { loadSeconds, type PlannedLoad, type Span } from '../analysis/steady-part.ts'
import { bundleScenario } from '../clients/k6-bundle.ts'
import { type Inspected, inspectScript, secondsOfK6Duration } from '../clients/k6-inspect.ts'
import type { RemoteWriteClient } from '../clients/remote-write.ts'
import { awaitScrape } from '../clients/scrape-window.ts'
import { withAbsoluteFiles } from '../clients/service-connection.ts'
import { isObserved } from '../model/observed.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { loadFleet } from './load-fleet.ts'
import type { GuardKind } from './load-guards.ts'
import { type K6Choices, refuseUnseen } from './load-options.ts'
import { freshTestid, optionsInForce } from './load-record.ts'
import { checkTarget, clientsOf, remoteWriteOf, serviceFor, type Target, targetOf } from './load-target.ts'
import { packageRoot } from './package-root.ts'
import { plannedLoads, plannedSpan } from './planned-loads.ts'
import { prepareResults } from './results.ts'

/** What a run of a scenario is asked for. */
export interface LoadOptions {
  readonly scenario: string
  /** Which service of the fleet; needed only where the scenario does not say. */
  readonly service?: string | undefined
  /** Where results go, relative to the working repository; `results` where absent. */
  readonly resultsDirectory?: string | undefined
  /** File for the verdict as JUnit XML, relative to the working repository. */
  readonly junit?: string | undefined
  /** Print the verdict as JSON. */
  readonly json?: boolean | undefined
  /** Load a service that is not on this machine. */
  readonly allowTarget?: boolean | undefined
  /** What ends the run before its time. */
  readonly abortOn?: readonly GuardKind[] | undefined
  readonly k6?: K6Choices
}

/** A run that is ready to begin. */
export interface LoadPlan {
  readonly options: LoadOptions
  readonly context: Context
  readonly variables: Context['environment']
  readonly service: Service
  readonly target: Target
  readonly remoteWrite: RemoteWriteClient
  readonly temporary: string
  readonly script: string
  readonly testid: string
  readonly k6: { readonly path: string; readonly version: string }
  readonly inForce: RunOptions
  readonly totalSeconds: number | undefined
  /** The part that will be steady; the reason where there is none. */
  readonly span: Measured<Span>
  readonly results: string
}

/** No option of k6 at all. */
export const noChoices: K6Choices = { words: [], run: {}, environment: {} }

/** Seconds that the run will take at most, as far as one can know before. */
function expectedSeconds(
  choices: K6Choices,
  inspected: Inspected,
  variables: Context['environment'],
  loads: readonly PlannedLoad[],
): number | undefined {
  const duration = choices.run.duration ?? variables['K6_DURATION']
  // What the script grants says nothing of a load that replaces its own.
  const granted = loads === inspected.loads ? inspected.totalSeconds : undefined
  const seconds = duration === undefined ? (loadSeconds(loads) ?? granted) : secondsOfK6Duration(duration)
  return seconds !== undefined && Number.isFinite(seconds) ? seconds : undefined
}

/** Everything that can be wrong before a request is sent is found here. Throws a Failure (exit codes 2 and 3). */
export async function prepared(options: LoadOptions, context: Context, temporary: string): Promise<LoadPlan> {
  const choices = options.k6 ?? noChoices
  const variables = withAbsoluteFiles({ ...context.environment, ...choices.environment }, context.directory)
  const fleet = await loadFleet(context.directory)
  const script = join(temporary, `${options.scenario.replace(/[^\w-]/g, '_')}.js`)
  const places = { directory: context.directory, packageRoot: packageRoot() }
  const { services } = await bundleScenario(options.scenario, places, script, options.service)
  const service = serviceFor(fleet, options.service, services)
  const target = targetOf(service, variables, options.allowTarget === true)
  const results = resolve(context.directory, options.resultsDirectory ?? 'results')
  await prepareResults(results)
  const remoteWrite = remoteWriteOf(variables, target, context.interrupted)
  const clients = clientsOf(service, target, context.interrupted)
  await checkTarget(service, { ...clients, remoteWrite })
  if (isObserved(service))
    await awaitScrape(service, clients.prometheus, (seconds) =>
      context.stderr.write(`waiting for Prometheus to scrape ${service.job}, ${seconds} s at most\n`),
    )
  if (remoteWrite.reservation !== undefined) context.stderr.write(`${remoteWrite.reservation}\n`)
  const k6 = await ensureTool('k6', {
    environment: context.environment,
    cacheDirectory: cacheDirectory(context.environment),
    progress: (line) => context.stderr.write(`${line}\n`),
    interrupted: context.interrupted,
  })
  const inspected = await inspectScript(k6.path, script, variables)
  refuseUnseen(options.scenario, choices, inspected.hasScenarios === true)
  const loads = plannedLoads(choices, variables, inspected)
  return {
    options,
    context,
    variables,
    service,
    target,
    remoteWrite,
    temporary,
    script,
    testid: freshTestid(options.scenario),
    k6,
    inForce: optionsInForce(choices.run, inspected, variables['TEST_SEED']),
    totalSeconds: expectedSeconds(choices, inspected, variables, loads),
    span: plannedSpan(service, options.scenario, loads),
    results,
  }
}
