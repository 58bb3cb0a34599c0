import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import type { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { exitCode, Failure } from '../../src/model/failure.ts'
import { isRunning, type ProcessIdentity, readIdentity } from './identity.ts'

/** How to start a process that outlives this one. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  /** Absolute. */
  readonly directory: string
  /** The whole environment of the process: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>
  /** Its standard output and standard error are appended here. */
  readonly logFile: string
  /** Here the process writes down who it is before it becomes `command`. */
  readonly identityFile: string
  /** The user it runs as, when this process is root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  /** Whether it ends when this process ends, however that happens. */
  readonly tied?: boolean
}

/** A launched process. */
export interface Launched {
  readonly identity: ProcessIdentity
  /** Ends it, first politely by `signal`, after `patience` milliseconds by force. Resolves when it is gone. */
  stop(signal?: NodeJS.Signals, patience?: number): Promise<void>
}

/*
 * The process records itself before it does anything else: were its number recorded here, after the spawn, then our sudden
 * death in between would leave a process that nobody knows of. `3` is the identity file, opened by us, so that it may
 * lie where the process' own user cannot write. `4`, if tied, is a socket whose other end only we hold: end of file
 * without a word means that we died. `read` is a builtin, so that /proc/$$ is the shell that becomes the command.
 */
const wrapper = `
started() {
  if [ -r "/proc/$1/stat" ]; then
    read -r boot </proc/sys/kernel/random/boot_id
    read -r line <"/proc/$1/stat"
    set -- \${line##*) }
    echo "$boot:\${20}"
  else
    set -- $(LC_ALL=C ps -o lstart= -p "$1")
    echo "$*"
  fi
}
self=$$
mark=$(started "$self")
printf '%s %s\\n' "$self" "$mark" >&3 || exit 126
tied=$1
shift
if [ "$tied" = tied ]; then
  ( (
    read -r released <&4 && exit
    signal=INT
    for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
      [ "$(started "$self")" = "$mark" ] || exit
      [ "$second" = 20 ] && signal=KILL
      case $second in 1 | 20) kill -s "$signal" "$self" ;; esac
      sleep 1
    done
  ) >/dev/null 2>&1 3>&- & )
fi
exec "$@" 3>&- 4>&-
`

async function written(identityFile: string, hasEnded: () => boolean): Promise<ProcessIdentity | undefined> {
  for (let attempt = 0; attempt < 1000; attempt += 1) {
    const ended = hasEnded()
    const identity = readIdentity(identityFile)
    if (identity !== undefined || ended) return identity
    await pause(10)
  }
  return undefined
}

/**
 * Starts a process in a session of its own, so that a terminal's Ctrl-C does not reach it. Resolves as soon as it is on
 * record, which says nothing of its health. Throws a Failure when it could not be started at all.
 */
export async function launch(specification: Launch): Promise<Launched> {
  const log = openSync(specification.logFile, 'a', 0o600)
  const mark = openSync(specification.identityFile, 'w', 0o600)
  const tied = specification.tied === true
  const child = spawn(
    '/bin/sh',
    ['-c', wrapper, 'sidelight', tied ? 'tied' : 'free', specification.command, ...specification.args],
    {
      cwd: specification.directory,
      env: { ...specification.environment },
      stdio: ['ignore', log, log, mark, tied ? 'pipe' : 'ignore'],
      detached: true,
      ...specification.user,
    },
  )
  closeSync(log)
  closeSync(mark)
  let ended = false
  child.on('error', () => {
    ended = true
  })
  child.on('exit', () => {
    ended = true
  })
  child.unref()
  const tie = tied ? (child.stdio[4] as Socket | null) : null
  tie?.on('error', () => undefined).unref()
  const identity = await written(specification.identityFile, () => ended)
  if (identity === undefined) {
    throw new Failure(
      `${specification.command} could not be started in ${specification.directory}`,
      `Read ${specification.logFile}.`,
      exitCode.unmeasured,
    )
  }
  return {
    identity,
    async stop(signal = 'SIGTERM', patience = 10_000) {
      await terminate(identity, signal, patience)
      tie?.end('released\n')
    },
  }
}

/** Waits until the process is gone, at most so many milliseconds; tells whether it is. */
async function gone(identity: ProcessIdentity, milliseconds: number): Promise<boolean> {
  const steps = Math.ceil(milliseconds / 20)
  for (let step = 0; step < steps; step += 1) {
    if (!isRunning(identity)) return true
    await pause(20)
  }
  return !isRunning(identity)
}

function signalled(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal)
  } catch {
    // It ended in this moment: that is what was wanted.
  }
}

/**
 * Ends exactly this process: by `signal`, and after `patience` milliseconds its whole group by force. A later process
 * that was given its number is left alone. Throws a Failure when it survives even that.
 */
export async function terminate(
  identity: ProcessIdentity,
  signal: NodeJS.Signals = 'SIGTERM',
  patience = 10_000,
): Promise<void> {
  if (!isRunning(identity)) return
  signalled(identity.pid, signal)
  if (await gone(identity, patience)) return
  signalled(-identity.pid, 'SIGKILL')
  if (await gone(identity, 5000)) return
  throw new Failure(
    `process ${identity.pid} does not end`,
    `End it yourself: kill -9 ${identity.pid}`,
    exitCode.unmeasured,
  )
}
