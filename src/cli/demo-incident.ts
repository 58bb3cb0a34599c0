import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { hastenedRules } from '../../alerts/hastened.ts'
import { type StackFolders, stackFolders } from '../../monitoring/stack/folders.ts'
import { rehearsalFolders } from '../../monitoring/stack/monitoring-parts.ts'
import { faultsFile, holdsService } from '../../monitoring/stack/service-part.ts'
import type { Stack } from '../../monitoring/stack/stack.ts'
import { stackStatus } from '../../monitoring/stack/status.ts'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import { noFaults, parseFaults } from '../../wallet/src/faults.ts'
import { prometheusClient } from '../clients/prometheus.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import { dashboardKinds, dashboardPath, generatedFolders, product } from '../model/names.ts'
import type { Fleet, Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { type IncidentEvent, runIncident } from './incident-course.ts'
import { startEndlessLoad } from './incident-load.ts'
import { type NotificationReceiver, receiveNotifications } from './incident-receiver.ts'
import { clock } from './incident-words.ts'
import { loadFleet } from './load-fleet.ts'
import { freshTestid } from './load-record.ts'
import { addPortOptions, askedPorts, startStackHere } from './stack.ts'
import { styleOf, wrapped } from './text-style.ts'

interface IncidentOptions extends Readonly<Record<string, number | string | boolean | undefined>> {
  readonly faults: string
  readonly keep?: true
  readonly json?: true
}

/** How many times faster than in production the windows of the rules pass. */
const speed = 60

const load = { scenario: 'load-test-basic', virtualUsers: 2 } as const

function parseFaultsOption(text: string): string {
  try {
    if (parseFaults(text) !== noFaults) return text
  } catch (problem) {
    throw new InvalidArgumentError(problem instanceof Error ? problem.message : String(problem))
  }
  throw new InvalidArgumentError('Name one fault at least.')
}

async function refuseRunningStack(folders: StackFolders): Promise<void> {
  const running = (await stackStatus(folders)).filter(({ condition }) => condition !== 'crashed')
  if (running.length === 0) return
  throw new Failure(
    'the stack is up, and the demo needs one with faster windows',
    `Stop it first, its data stays: npx ${product} stack down.`,
  )
}

function rulesFolder(folders: StackFolders): string {
  return join(folders.root, 'prometheus/rehearsed-rules')
}

async function writeRules(fleet: Fleet, folders: StackFolders): Promise<void> {
  for (const { path, body } of hastenedRules(fleet, speed)) {
    const file = join(rulesFolder(folders), relative(generatedFolders.alerts, path))
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(file, body)
  }
}

function explanation(faults: string): string {
  return (
    `The windows of the alerts pass ${speed} times as fast here: where a rule or an alert says 5m it means 5 s, and for 1h one ` +
    'minute; scrapes and evaluations come each second. Objectives, burn rates, routes, inhibitions and the waits of ' +
    'Alertmanager (5 s before a page, 1 min before the next news of it) are those of every day. ' +
    `The fault: ${faults}.`
  )
}

function eventLines({ second, step, text, details }: IncidentEvent, columns: number | undefined): string {
  const head = `${clock(second).padStart(5)}  ${step.padEnd(8)}  `
  const lines = [text, ...details].flatMap((each) =>
    wrapped(each, columns === undefined ? undefined : columns - head.length),
  )
  return lines.map((line, index) => `${index === 0 ? head : ' '.repeat(head.length)}${line}\n`).join('')
}

/** Shows what is waited for: a line that changes on a terminal, a line now and then elsewhere. */
function waitingLine({ stderr }: Context) {
  let written = Number.NEGATIVE_INFINITY
  return {
    show(text: string) {
      if (stderr.isTerminal) stderr.write(`\r\u001b[2K${text.slice(0, (stderr.columns || 80) - 1)}`)
      else if (performance.now() - written > 10_000) {
        written = performance.now()
        stderr.write(`${text}\n`)
      }
    },
    clear() {
      if (stderr.isTerminal) stderr.write('\r\u001b[2K')
    },
  }
}

function between(events: readonly IncidentEvent[], from: IncidentEvent['step'], to: IncidentEvent['step']): number {
  const second = (step: IncidentEvent['step']) => events.find((event) => event.step === step)?.second ?? Number.NaN
  return second(to) - second(from)
}

function summaryOf(events: readonly IncidentEvent[]): string {
  return (
    `The page fired ${between(events, 'broken', 'fires')} s after the fault and was told after ` +
    `${between(events, 'broken', 'notified')} s. It ended ${between(events, 'mended', 'ends')} s after the mend, ` +
    `and the all-clear came after ${between(events, 'mended', 'resolved')} s.`
  )
}

function addressLines({ endpoints }: Stack, service: Service): readonly string[] {
  const dashboards = endpoints.grafana ?? endpoints.preview
  const dashboard = `${dashboards}${dashboardPath(service, dashboardKinds.goldenMetrics)}?from=now-5m&to=now&refresh=5s`
  return [
    `Prometheus    ${endpoints.prometheus}/alerts`,
    `Alertmanager  ${endpoints.alertmanager}`,
    ...(dashboards === undefined ? [] : [`dashboard     ${dashboard}`]),
  ]
}

interface Scene {
  readonly stack: Stack
  readonly folders: StackFolders
  readonly service: Service
  readonly receiver: NotificationReceiver
}

async function play({ stack, folders, service, receiver }: Scene, options: IncidentOptions, context: Context) {
  const { stdout, stderr, environment, interrupted } = context
  const serviceUrl = stack.endpoints.service ?? ''
  const prometheusUrl = stack.endpoints.prometheus
  const prose = options.json ? stderr : stdout
  const { columns } = styleOf(prose, environment)
  prose.write(`${wrapped(explanation(options.faults), columns).join('\n')}\n\n`)
  stderr.write(`${addressLines(stack, service).join('\n')}\n\n`)
  const events: IncidentEvent[] = []
  const line = waitingLine(context)
  const endless = await startEndlessLoad(
    { ...load, service, serviceUrl, prometheusUrl, testid: freshTestid('incident') },
    context,
  )
  try {
    await runIncident({
      service,
      faults: options.faults,
      faultsFile: faultsFile(folders),
      prometheus: prometheusClient({ url: prometheusUrl, interrupted }),
      alertmanagerUrl: stack.endpoints.alertmanager,
      received: receiver.received,
      interrupted,
      lost: endless.lost,
      waiting: line.show,
      tell(event) {
        line.clear()
        events.push(event)
        prose.write(eventLines(event, columns))
      },
    })
  } finally {
    line.clear()
    await rm(faultsFile(folders), { force: true })
    await endless.stop()
  }
  if (options.json) stdout.write(`${JSON.stringify({ speed, faults: options.faults, events }, null, 2)}\n`)
  else stdout.write(`\n${wrapped(summaryOf(events), columns).join('\n')}\n`)
}

async function incident(options: IncidentOptions, context: Context): Promise<ExitCode> {
  const keep = options.keep === true
  const folders = stackFolders(context.directory, cacheDirectory(context.environment))
  if (!holdsService(context.directory))
    throw new Failure(
      'the demo breaks the reference service, which this repository does not hold',
      `Run it in a checkout of ${product}.`,
    )
  await refuseRunningStack(folders)
  const fleet = await loadFleet(context.directory)
  const service = fleet.find(({ name }) => name === 'wallet') ?? fleet[0]
  if (service === undefined) throw new Failure('the definition has no service', 'Add one to services/index.ts.')
  const receiver = await receiveNotifications()
  try {
    await writeRules(fleet, folders)
    const environment = { ...context.environment, ALERT_WEBHOOK_URL: receiver.url, FAULTS: undefined }
    const ports = askedPorts(options as Record<string, number | undefined>, context)
    const stack = await startStackHere({ ...context, environment }, ports, !keep, rulesFolder(folders))
    try {
      await play({ stack, folders, service, receiver }, options, context)
    } finally {
      if (!keep) await stack.stop()
    }
  } finally {
    receiver.close()
    if (!keep)
      for (const folder of [rulesFolder(folders), ...rehearsalFolders(folders)])
        await rm(folder, { recursive: true, force: true })
  }
  if (keep)
    context.stderr.write(
      `\nThe stack is still up, with its fast windows: npx ${product} stack down stops it, ` +
        `npx ${product} stack up brings back those of every day.\n`,
    )
  return exitCode.held
}

/** `sidelight demo incident`: breaks the service and shows the page come and go. Ends with 1 when it does not. */
export function demoIncidentCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('incident')
    .description('break the service under load, see the page arrive, mend it, see it resolve; takes about two minutes')
    .option('--faults <faults>', 'what to break, as in wallet/README.md', parseFaultsOption, 'errors=20%')
    .option('--keep', 'leave the stack up; `sidelight stack down` stops it')
    .option('--json', 'print what happened as JSON')
  return addPortOptions(command).action(async (options: IncidentOptions) => finish(await incident(options, context)))
}
