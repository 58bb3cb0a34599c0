import { exitCode, Failure } from '../../src/model/failure.ts'
import type { ToolOptions } from '../tools/build.ts'
import { ensureTools } from '../tools/tools.ts'
import { configurationPath, type WatchedService } from './configuration.ts'
import { identityFile, logFile, type StackFolders } from './folders.ts'
import { findGrafana, type GrafanaInstallation, grafanaPart } from './grafana-part.ts'
import { alertmanagerPart, prometheusPart } from './monitoring-parts.ts'
import { defaultPorts, type Part, type PartName, type StackPorts } from './parts.ts'
import { portState } from './ports.ts'
import { preparePostgres, takesConnections } from './postgres.ts'
import { canPreview, previewPart } from './preview-part.ts'
import { holdsService, servicePart } from './service-part.ts'
import type { StackState } from './state.ts'
import { runningPart } from './supervise.ts'

/** What a start of the stack takes from its surroundings. */
export interface StackOptions extends ToolOptions {
  /** The working repository. Absolute. */
  readonly directory: string
  /** The installed package. Absolute. */
  readonly packageDirectory: string
  readonly fleet: readonly WatchedService[]
  /** Ports that the user asked for; a running part keeps its own otherwise. */
  readonly ports: Partial<StackPorts>
  /** Whether the parts that this start starts end with this process, however that happens. */
  readonly tied?: boolean
  /**
   * A folder with rules in the place of the generated ones. Absolute. Prometheus then
   * scrapes and evaluates each second, and neither it nor Alertmanager remembers anything of before, nor is it remembered.
   */
  readonly rehearsedRules?: string | undefined
}

/** What is to run, decided before anything is started. */
export interface Plan {
  readonly names: readonly PartName[]
  readonly ports: StackPorts
  /** The service that the stack runs itself. */
  readonly ownService: WatchedService | undefined
  readonly grafana: GrafanaInstallation | undefined
}

/** A part that is on record, running or crashed, keeps its port. */
function portsOf(state: StackState, asked: Partial<StackPorts>): StackPorts {
  const kept = Object.entries(state.parts).map(([name, { port }]) => [name, port] as const)
  // The preview is found where Grafana would be.
  const inPlaceOfGrafana = asked.grafana === undefined ? {} : { preview: asked.grafana }
  return { ...defaultPorts, ...Object.fromEntries(kept), ...inPlaceOfGrafana, ...asked }
}

/** Decides which parts run in this working repository, and where. */
export async function planStack(options: StackOptions, state: StackState): Promise<Plan> {
  const ownService = holdsService(options.directory) ? options.fleet.find(({ name }) => name === 'wallet') : undefined
  const grafana = await findGrafana(options.environment)
  const names: PartName[] = ['prometheus', 'alertmanager']
  if (ownService !== undefined) names.push('wallet-service')
  if (ownService !== undefined && !options.environment['DATABASE_URL']) names.unshift('postgres')
  if (grafana !== undefined) names.push('grafana')
  else if (state.parts.grafana === undefined && canPreview(options)) names.push('preview')
  return { names, ports: portsOf(state, options.ports), ownService, grafana }
}

/** The environment variable that gives a part its port, as in `SIDELIGHT_PORT_PROMETHEUS`. */
export function portVariable(name: PartName): string {
  return `SIDELIGHT_PORT_${name.toUpperCase().replaceAll('-', '_')}`
}

/** The option of `sidelight stack up` that gives a part its port. */
export function portFlag(name: PartName): string {
  return `--port-${name}`
}

/** Throws a Failure that names every port that a part needs and another process holds, and that process. */
export async function requireFreePorts(
  plan: Plan,
  folders: StackFolders,
  state: StackState,
  environment: StackOptions['environment'],
): Promise<void> {
  const needed = plan.names.filter(
    (name) => runningPart(folders, name) === undefined || state.parts[name]?.port !== plan.ports[name],
  )
  const twice = plan.names.find((name) =>
    plan.names.some((other) => other !== name && plan.ports[other] === plan.ports[name]),
  )
  if (twice !== undefined) {
    throw new Failure(
      `port ${plan.ports[twice]} is asked for by two parts`,
      `Give ${twice} another one with ${portFlag(twice)}.`,
    )
  }
  const states = await Promise.all(
    needed.map(async (name) => ({ name, ...(await portState(plan.ports[name], environment)) })),
  )
  const taken = states.filter(({ isFree }) => !isFree)
  if (taken.length === 0) return
  const lines = taken.map(({ name, port, owner }) => {
    const holder = owner === undefined ? 'a process of another user' : `process ${owner.pid} (${owner.command})`
    return `port ${port}, which ${name} needs, is taken by ${holder}`
  })
  const flags = taken.map(({ name }) => `${portFlag(name)} <port> (or ${portVariable(name)})`)
  throw new Failure(
    lines.join('\n'),
    `Stop what holds it, or choose another port: ${flags.join(', ')}.`,
    exitCode.usage,
  )
}

async function databasePart(options: StackOptions, folders: StackFolders, port: number): Promise<Part> {
  const { launch, url } = await preparePostgres({
    cacheDirectory: options.cacheDirectory,
    dataDirectory: folders.database,
    port,
    logFile: logFile(folders, 'postgres'),
    identityFile: identityFile(folders, 'postgres'),
  })
  return {
    name: 'postgres',
    port,
    endpoint: url,
    launch,
    isReady: ({ pid }) => takesConnections(folders.database, pid),
    startFiles: [],
  }
}

/** Makes everything ready that the parts need (programs, folders, the database's cluster), and says how each is launched. */
export async function makeParts(plan: Plan, options: StackOptions, folders: StackFolders): Promise<readonly Part[]> {
  const tools = await ensureTools(['prometheus', 'alertmanager'], options)
  const { environment, rehearsedRules } = options
  const shared = { folders, ports: plan.ports, environment, isRehearsal: rehearsedRules !== undefined }
  const database = plan.names.includes('postgres')
    ? await databasePart(options, folders, plan.ports.postgres)
    : undefined
  const databaseUrl = database?.endpoint ?? environment['DATABASE_URL'] ?? ''
  const parts: (Part | undefined)[] = [
    database,
    await prometheusPart(tools.prometheus.path, shared),
    await alertmanagerPart(tools.alertmanager.path, shared),
    plan.ownService && servicePart(options.directory, plan.ownService, databaseUrl, shared),
    plan.names.includes('preview') ? previewPart(options, shared) : undefined,
    plan.grafana &&
      (await grafanaPart(plan.grafana, options.directory, configurationPath(options, 'grafana/provisioning'), shared)),
  ]
  return parts.filter((part) => part !== undefined)
}
