import { randomUUID } from 'node:crypto'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { exitCode, Failure } from '../../src/model/failure.ts'
import { isRunning, startOf } from '../stack/identity.ts'

/** How one waits for a lock that another process holds. */
export interface LockOptions {
  /** Called once, when there is something to wait for. */
  readonly waiting?: (holder: number) => void
  readonly interrupted?: AbortSignal | undefined
}

function holderIn(text: string): { pid: number; started: string } | undefined {
  const match = /^(\d+) (.+)\n$/.exec(text)
  return match?.[2] === undefined ? undefined : { pid: Number(match[1]), started: match[2] }
}

/** Moves a dead holder's lock out of the way, and only that: a lock taken in the meantime is put back. */
async function breakStale(file: string, stale: string): Promise<void> {
  const aside = `${file}.${randomUUID()}`
  const moved = await rename(file, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await readFile(aside, 'utf8')) !== stale) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
}

/** Tries once; resolves to the text of the lock that is in the way, if any. */
async function attempt(file: string): Promise<string | undefined> {
  const own = `${file}.${randomUUID()}`
  await writeFile(own, `${process.pid} ${startOf(process.pid)}\n`)
  try {
    // A link appears whole or not at all: nobody ever reads a lock without a holder.
    await link(own, file)
    return undefined
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'EEXIST') throw problem
    return await readFile(file, 'utf8').catch(() => '')
  } finally {
    await rm(own, { force: true })
  }
}

/**
 * Does `work` while no other process that asks for the same lock file does. The lock of a process that died is taken
 * over. Throws a Failure (130) when the wait is interrupted.
 */
export async function withLock<Result>(
  file: string,
  work: () => Promise<Result>,
  options: LockOptions = {},
): Promise<Result> {
  let told = false
  for (;;) {
    const other = await attempt(file)
    if (other === undefined) break
    const holder = holderIn(other)
    if (holder === undefined || !isRunning(holder)) {
      if (other !== '') await breakStale(file, other)
      continue
    }
    if (!told) options.waiting?.(holder.pid)
    told = true
    if (options.interrupted?.aborted)
      throw new Failure('interrupted while another process builds', 'Start it again.', exitCode.interrupted)
    await pause(100)
  }
  try {
    return await work()
  } finally {
    await rm(file, { force: true })
  }
}
