import { resolve } from 'node:path'
import { Command } from 'commander'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import type { RequestCounts } from '../analysis/load-counts.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { checkReport, variablesInForce } from './doctor.ts'
import { type Check, type CheckState, definitionCheck, folderCheck, nodeCheck, toolChecks } from './doctor-checks.ts'
import { portChecks } from './doctor-ports.ts'
import { loadFleet } from './load-fleet.ts'
import { clientsOf, remoteWriteOf, serviceFor, targetOf } from './load-target.ts'
import { tryOperations } from './load-trial.ts'
import { table } from './table.ts'

interface SetupOptions {
  readonly check?: true
  readonly json?: true
  readonly service?: string
  readonly allowTarget?: true
  readonly resultsDir: string
}

async function reached(
  subject: string,
  found: string,
  ask: () => Promise<void>,
  mend: string,
  otherwise: CheckState = 'missing',
): Promise<Check> {
  try {
    await ask()
    return { subject, state: 'ok', found }
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code === exitCode.interrupted) throw cause
    return { subject, state: otherwise, found: cause.message, mend: `${cause.mend} ${mend}`.trim() }
  }
}

/** Whether the service exposes metrics, unless its definition says that it exposes none. */
async function metricsCheck({ runtime, endpoints }: Service, ask: () => Promise<void>): Promise<Check> {
  const subject = 'metrics of the service'
  if (runtime.unobserved !== undefined)
    return { subject, state: 'ok', found: `none, as its definition says: ${runtime.unobserved}` }
  const mend = 'Without them a verdict knows only what the client saw, and leaves the rest unmeasured.'
  return reached(subject, endpoints.metrics ?? '', ask, mend, 'optional')
}

/** Whether service and Prometheus answer, and Prometheus takes what k6 writes. */
async function reachability(service: Service, allowed: boolean, context: Context): Promise<readonly Check[]> {
  const target = targetOf(service, context.environment, allowed)
  const clients = clientsOf(service, target, context.interrupted)
  const { prometheus } = clients
  const start = '`npx sidelight stack up` starts one.'
  const ready = await reached('service', `ready at ${clients.service.address}`, clients.service.ready, start)
  const metrics = await metricsCheck(service, async () => void (await clients.service.metrics()))
  const answering = await reached('Prometheus', `ready at ${prometheus.address}`, prometheus.ready, start)
  const remoteWrite = remoteWriteOf(context.environment, target, context.interrupted)
  const taken = remoteWrite.reservation ?? `taken at ${remoteWrite.address}`
  const writable = await reached('remote write', taken, remoteWrite.probe, '')
  return [ready, metrics, answering, writable]
}

/** Whether this machine has what a load test needs. */
export async function prerequisites(
  { resultsDir }: Pick<SetupOptions, 'resultsDir'>,
  context: Context,
): Promise<readonly Check[]> {
  return [
    nodeCheck(),
    ...(await toolChecks(context)),
    await folderCheck('cache folder', cacheDirectory(context.environment), 2),
    await folderCheck('results folder', resolve(context.directory, resultsDir), 0.1),
    await definitionCheck(context),
  ]
}

const isMissing = ({ state }: Check) => state === 'missing'

function wrongWith(counts: RequestCounts): string {
  const unexpected = Object.entries(counts.unexpected).map(([kind, count]) => `${count} ${kind}`)
  if (counts.offered === 0) return 'not sent: an operation before it gave no wallet'
  return unexpected.join(', ')
}

function trialReport(operations: Readonly<Record<string, RequestCounts>>): string {
  const rows = Object.entries(operations).map(([name, counts]) => {
    const wrong = wrongWith(counts)
    const latency = counts.latency === undefined ? '' : `${counts.latency.max.toFixed(1)} ms`
    return [name, wrong === '' ? 'ok' : 'FAILED', latency, wrong]
  })
  return `\nOne trial request for each operation\n${table(rows)}`
}

async function setUp(options: SetupOptions, context: Context): Promise<ExitCode> {
  const needed = await prerequisites(options, context)
  const sound = !needed.some(isMissing)
  const service = sound ? serviceFor(await loadFleet(context.directory), options.service, ['wallet']) : undefined
  const reach = service ? await reachability(service, options.allowTarget === true, context) : []
  const there = sound && !reach.some(isMissing)
  // Where everything answers nobody needs a free port; where not, the stack would.
  const ports = there ? [] : await portChecks(context)
  const trial = there && service && !options.check ? await tryOperations(service, options.service, context) : undefined
  const checks = [...needed, ...reach, ...ports]
  const variables = variablesInForce(context.environment)
  context.stdout.write(
    options.json
      ? `${JSON.stringify({ checks, environment: Object.fromEntries(variables), trial }, null, 2)}\n`
      : checkReport(checks, variables) + (trial ? trialReport(trial) : ''),
  )
  if (!sound) return exitCode.usage
  if (!there) return exitCode.unmeasured
  if (Object.values(trial ?? {}).some((counts) => wrongWith(counts) !== '')) return exitCode.broken
  return reach.every(({ state }) => state === 'ok') ? exitCode.held : exitCode.unmeasured
}

/** `sidelight setup-load-test`: whether a load test can be run here; 2 something is missing, 3 nothing answers, 1 an operation fails. */
export function setupLoadTestCommand(context: Context, finish: (code: ExitCode) => void): Command {
  return new Command('setup-load-test')
    .description('check all that a load test needs, get the tools that are missing, and try each operation once')
    .option('--check', 'only look: get no tool, send no operation')
    .option('--service <name>', 'which service of the fleet is meant')
    .option('--results-dir <path>', 'where results would go', 'results')
    .option('--allow-target', 'try a service that is not on this machine')
    .option('--json', 'print the result as JSON')
    .action(async (options: SetupOptions) => finish(await setUp(options, context)))
}
