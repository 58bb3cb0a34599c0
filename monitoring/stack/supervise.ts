import { createHash } from 'node:crypto'
import { readFile, rename, rm } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { exitCode, Failure } from '../../src/model/failure.ts'
import { identityFile, logFile, type StackFolders } from './folders.ts'
import { isRunning, type ProcessIdentity, readIdentity } from './identity.ts'
import { tail } from './log-file.ts'
import type { Part, PartName } from './parts.ts'
import { type Launched, launch, terminate } from './process.ts'

/** Milliseconds in which a part must do its work: a database that recovers needs a while. */
const patienceAtStart = 60_000

/** Milliseconds in which a part that has run for a while must answer. */
const patienceWhileRunning = 5_000

/** The process of a part, if it runs now. */
export function runningPart(folders: StackFolders, name: PartName): ProcessIdentity | undefined {
  const identity = readIdentity(identityFile(folders, name))
  return identity !== undefined && isRunning(identity) ? identity : undefined
}

/** A digest of all that decides how a part runs. It holds the part's secrets only as a digest. */
export async function fingerprint(part: Part): Promise<string> {
  const { command, args, directory, environment, user } = part.launch
  const hash = createHash('sha256').update(JSON.stringify({ command, args, directory, environment, user }))
  for (const file of part.startFiles) hash.update(await readFile(file))
  return hash.digest('hex')
}

function interruption(name: PartName): Failure {
  return new Failure(
    `interrupted while ${name} started`,
    'What this start had started is stopped again.',
    exitCode.interrupted,
  )
}

/** Waits until a part does its work. Throws a Failure with the end of its log when it ends, or takes a minute. */
export async function untilReady(
  part: Part,
  identity: ProcessIdentity,
  interrupted: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + patienceAtStart
  while (performance.now() < deadline) {
    if (interrupted?.aborted) throw interruption(part.name)
    const runs = isRunning(identity)
    // In this order: an answer while it no longer runs would be another process' answer.
    if (runs && (await part.isReady(identity))) return
    if (!runs) {
      throw new Failure(
        `${part.name} ended while it started. Its log ends with:\n${await tail(part.launch.logFile, 15)}`,
        `The whole log: sidelight stack logs ${part.name}`,
        exitCode.unmeasured,
      )
    }
    await pause(50)
  }
  throw new Failure(
    `${part.name} runs but does not answer on port ${part.port} after a minute. Its log ends with:\n${await tail(part.launch.logFile, 15)}`,
    `The whole log: sidelight stack logs ${part.name}`,
    exitCode.unmeasured,
  )
}

/** Whether a part that has run for a while still does its work: a stopped or stuck process runs and answers nothing. */
export async function answersStill(part: Part, identity: ProcessIdentity): Promise<boolean> {
  const deadline = performance.now() + patienceWhileRunning
  while (isRunning(identity) && performance.now() < deadline) {
    if (await part.isReady(identity)) return true
    await pause(50)
  }
  return false
}

/** Launches a part with a fresh log; the log before it is kept once, as `<part>.log.previous`. */
export async function launchPart(part: Part, tied: boolean): Promise<Launched> {
  if (part.discarded !== undefined) await rm(part.discarded, { recursive: true, force: true })
  await rename(part.launch.logFile, `${part.launch.logFile}.previous`).catch(() => undefined)
  return await launch({ ...part.launch, tied })
}

const stopping: Readonly<Record<PartName, { signal: NodeJS.Signals; patience: number }>> = {
  // PostgreSQL's "fast" shutdown: SIGTERM would wait for every client to leave.
  postgres: { signal: 'SIGINT', patience: 30_000 },
  prometheus: { signal: 'SIGTERM', patience: 20_000 },
  alertmanager: { signal: 'SIGTERM', patience: 10_000 },
  'wallet-service': { signal: 'SIGTERM', patience: 15_000 },
  grafana: { signal: 'SIGTERM', patience: 15_000 },
  preview: { signal: 'SIGTERM', patience: 5000 },
}

/** Ends a part and takes it off the record; tells whether it ran. Its log stays. */
export async function stopPart(folders: StackFolders, name: PartName): Promise<boolean> {
  const identity = runningPart(folders, name)
  if (identity !== undefined) await terminate(identity, stopping[name].signal, stopping[name].patience)
  await rm(identityFile(folders, name), { force: true })
  return identity !== undefined
}

/** The end of a part's log. */
export async function lastWords(folders: StackFolders, name: PartName, lines: number): Promise<string> {
  return await tail(logFile(folders, name), lines)
}
