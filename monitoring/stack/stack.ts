import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../src/model/failure.ts'
import { generatedFolders } from '../../src/model/names.ts'
import { withLock } from '../tools/lock.ts'
import { type ConfigurationOptions, noWebhook, reloadableText, writeConfiguration } from './configuration.ts'
import { type StackFolders, stackFolders } from './folders.ts'
import { type Part, type PartName, partNames } from './parts.ts'
import { makeParts, type Plan, planStack, requireFreePorts, type StackOptions } from './plan.ts'
import { reloadConfiguration } from './reload.ts'
import { type PartRecord, readState, writeState } from './state.ts'
import { answersStill, fingerprint, launchPart, runningPart, stopPart, untilReady } from './supervise.ts'

/** Where the parts are reached. What the stack does not run in this repository is `undefined`. */
export interface StackEndpoints {
  readonly service: string | undefined
  readonly prometheus: string
  readonly alertmanager: string
  readonly grafana: string | undefined
  /** The preview of the dashboards, where there is no Grafana. */
  readonly preview: string | undefined
  /** With its password: print it nowhere. */
  readonly database: string | undefined
}

/** A stack that is up. */
export interface Stack {
  readonly endpoints: StackEndpoints
  readonly parts: readonly PartName[]
  /** What this start started or started anew; the rest ran before. */
  readonly started: readonly PartName[]
  /** Ends what this start started, and nothing else. */
  stop(): Promise<void>
}

function configurationOf(options: StackOptions, plan: Plan): ConfigurationOptions {
  return {
    directory: options.directory,
    packageDirectory: options.packageDirectory,
    fleet: options.fleet,
    ports: plan.ports,
    ownService: plan.ownService?.name,
    webhook: options.environment['ALERT_WEBHOOK_URL'] || noWebhook,
    rehearsedRules: options.rehearsedRules,
  }
}

function endpointsOf(parts: readonly Part[], environment: StackOptions['environment']): StackEndpoints {
  const endpoint = (name: PartName) => parts.find((part) => part.name === name)?.endpoint
  return {
    service: endpoint('wallet-service'),
    prometheus: endpoint('prometheus') ?? '',
    alertmanager: endpoint('alertmanager') ?? '',
    grafana: endpoint('grafana'),
    preview: endpoint('preview'),
    database: endpoint('postgres') ?? environment['DATABASE_URL'],
  }
}

function recordOf(part: Part, digest: string): PartRecord {
  const endpoint = part.name === 'postgres' ? `127.0.0.1:${part.port}` : part.endpoint
  return { port: part.port, endpoint, fingerprint: digest, ...(part.probe === undefined ? {} : { probe: part.probe }) }
}

/** Starts one part unless it runs as wanted. It is on record in `started` before its process exists. */
async function startPart(part: Part, started: PartName[], options: StackOptions, folders: StackFolders): Promise<void> {
  const digest = await fingerprint(part)
  const known = await readState(folders)
  const running = runningPart(folders, part.name)
  const isUnchanged = known.parts[part.name]?.fingerprint === digest
  if (running !== undefined && isUnchanged && (await answersStill(part, running))) return
  const state = running === undefined ? 'starting' : `${isUnchanged ? 'does not answer' : 'changed'}, starting anew`
  options.progress(`${part.name}: ${state} on port ${part.port}`)
  await stopPart(folders, part.name)
  await writeState(folders, { ...known, parts: { ...known.parts, [part.name]: recordOf(part, digest) } })
  started.push(part.name)
  const { identity } = await launchPart(part, options.tied === true)
  await untilReady(part, identity, options.interrupted)
}

async function stopParts(folders: StackFolders, names: readonly PartName[]): Promise<PartName[]> {
  const stopped: PartName[] = []
  for (const name of [...names].sort((one, other) => partNames.indexOf(other) - partNames.indexOf(one))) {
    if (await stopPart(folders, name)) stopped.push(name)
  }
  return stopped
}

async function forget(folders: StackFolders, names: readonly PartName[]): Promise<void> {
  const { parts, ...state } = await readState(folders)
  const rest = Object.entries(parts).filter(([name]) => !names.includes(name as PartName))
  await writeState(folders, { ...state, parts: Object.fromEntries(rest) })
}

/** Tells Prometheus and Alertmanager of rules and routes that changed since they last read them. */
async function refresh(
  parts: readonly Part[],
  started: readonly PartName[],
  options: StackOptions,
  folders: StackFolders,
) {
  const digest = createHash('sha256')
    .update(await reloadableText(folders.root, options.directory))
    .digest('hex')
  const state = await readState(folders)
  if (state.reloadable === digest) return
  const ran = parts.filter(({ name }) => !started.includes(name))
  if (state.reloadable !== undefined && ran.some(({ name }) => name === 'prometheus' || name === 'alertmanager')) {
    options.progress('prometheus, alertmanager: reading the changed rules and routes')
    await reloadConfiguration(ran, folders)
  }
  await writeState(folders, { ...state, reloadable: digest })
}

function requireGenerated(directory: string): void {
  const file = `${generatedFolders.alerts}/fleet/alertmanager.yml`
  if (existsSync(join(directory, file))) return
  throw new Failure(`${file} is not there`, 'Run "npx sidelight generate" first.')
}

async function startLocked(options: StackOptions, folders: StackFolders): Promise<Stack> {
  const state = await readState(folders)
  const plan = await planStack(options, state)
  // A Grafana that has been installed since then takes the place of the preview.
  if (plan.names.includes('grafana')) {
    await stopParts(folders, ['preview'])
    await forget(folders, ['preview'])
  }
  await requireFreePorts(plan, folders, state, options.environment)
  const parts = await makeParts(plan, options, folders)
  await writeConfiguration(folders.root, configurationOf(options, plan))
  const started: PartName[] = []
  const stop = async () => {
    await stopParts(folders, started)
    await forget(folders, started)
  }
  try {
    for (const part of parts) await startPart(part, started, options, folders)
    await refresh(parts, started, options, folders)
  } catch (problem) {
    await stop()
    throw problem
  }
  return { endpoints: endpointsOf(parts, options.environment), parts: plan.names, started, stop }
}

/**
 * Brings the stack of a working repository up and resolves when all of it works. What runs already as wanted is left
 * alone; what changed is started anew; Prometheus and Alertmanager read changed rules. The processes outlive this one
 * unless `tied`. Throws a Failure, and ends what it started, when a port is taken, a part fails or it is interrupted.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  requireGenerated(options.directory)
  const folders = stackFolders(options.directory, options.cacheDirectory)
  for (const folder of [folders.root, folders.logs, folders.identities]) {
    await mkdir(folder, { recursive: true, mode: 0o700 })
  }
  return await withLock(folders.lock, () => startLocked(options, folders), {
    waiting: (holder) => options.progress(`waiting for process ${holder}, which starts or stops this stack`),
    interrupted: options.interrupted,
  })
}

/** Ends whatever the stack of a working repository started, also what an earlier, killed start left; tells what ran. */
export async function stopStack(
  directory: string,
  cacheDirectory: string,
  { volumes = false, interrupted }: { volumes?: boolean; interrupted?: AbortSignal } = {},
): Promise<readonly PartName[]> {
  const folders = stackFolders(directory, cacheDirectory)
  if (!existsSync(folders.root)) return []
  return await withLock(
    folders.lock,
    async () => {
      const stopped = await stopParts(folders, partNames)
      await forget(folders, partNames)
      if (volumes) {
        const kept = ['prometheus', 'alertmanager', 'grafana', 'logs', 'state.json'].map((name) =>
          join(folders.root, name),
        )
        for (const path of [...kept, folders.database]) await rm(path, { recursive: true, force: true })
      }
      return stopped
    },
    { interrupted },
  )
}
