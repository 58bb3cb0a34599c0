import { setTimeout as pause } from 'node:timers/promises'
import { exitCode, Failure } from '../../src/model/failure.ts'
import type { StackFolders } from './folders.ts'
import type { Part } from './parts.ts'
import { lastWords, runningPart } from './supervise.ts'

const reloadable = ['prometheus', 'alertmanager'] as const

/** When a server last tried to read its configuration, and whether it could: what its own metrics say. */
interface ReloadState {
  readonly succeeded: boolean
  readonly at: number
}

async function reloadState(part: Part): Promise<ReloadState | undefined> {
  try {
    const text = await (await fetch(`${part.endpoint}/metrics`, { signal: AbortSignal.timeout(2000) })).text()
    const value = (name: string) => Number(new RegExp(`^${part.name}_config_${name} (\\S+)$`, 'm').exec(text)?.[1])
    return { succeeded: value('last_reload_successful') === 1, at: value('last_reload_success_timestamp_seconds') }
  } catch {
    return undefined
  }
}

async function reload(part: Part, folders: StackFolders): Promise<void> {
  const identity = runningPart(folders, part.name)
  const before = await reloadState(part)
  if (identity === undefined || before === undefined) return
  process.kill(identity.pid, 'SIGHUP')
  for (let step = 0; step < 100; step += 1) {
    await pause(50)
    const now = await reloadState(part)
    if (now === undefined) continue
    if (now.succeeded && now.at !== before.at) return
    if (!now.succeeded) break
  }
  throw new Failure(
    `${part.name} refuses the configuration that was generated last, and goes on with the one before:\n${await lastWords(folders, part.name, 5)}`,
    'Mend what its log names; then start again.',
    exitCode.usage,
  )
}

/** Makes Prometheus and Alertmanager, if they run, read their rules and routes again. Throws a Failure when one refuses. */
export async function reloadConfiguration(parts: readonly Part[], folders: StackFolders): Promise<void> {
  for (const name of reloadable) {
    const part = parts.find((candidate) => candidate.name === name)
    if (part !== undefined) await reload(part, folders)
  }
}
