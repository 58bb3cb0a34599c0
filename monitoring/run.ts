import { spawn } from 'node:child_process'

/** How a program is run to its end. */
export interface RunOptions {
  /** The whole environment of the program. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly directory?: string
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  /** After so many milliseconds it is ended by force. */
  readonly within?: number
  /** Aborted: it is asked to end, with all that it started. */
  readonly interrupted?: AbortSignal | undefined
}

/** What a program left. `code` is `undefined` when it could not be started or was ended by a signal. */
export interface RunResult {
  readonly code: number | undefined
  /** Standard output and standard error as they came. */
  readonly output: string
  readonly wasFound: boolean
}

/** Runs a program to its end, in a process group of its own. Never throws: what went wrong is in the result. */
export async function run(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  const child = spawn(command, [...args], {
    env: { ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(options.directory === undefined ? {} : { cwd: options.directory }),
    ...options.user,
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
  const signal = (name: NodeJS.Signals) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    process.kill(-child.pid, name)
  }
  const interrupt = () => signal('SIGTERM')
  const timer = options.within === undefined ? undefined : setTimeout(() => signal('SIGKILL'), options.within)
  if (options.interrupted?.aborted) interrupt()
  options.interrupted?.addEventListener('abort', interrupt, { once: true })
  try {
    return await new Promise<RunResult>((resolve) => {
      child.on('error', (problem: NodeJS.ErrnoException) =>
        resolve({ code: undefined, output: problem.message, wasFound: problem.code !== 'ENOENT' }),
      )
      child.on('close', (code) => resolve({ code: code ?? undefined, output, wasFound: true }))
    })
  } finally {
    clearTimeout(timer)
    options.interrupted?.removeEventListener('abort', interrupt)
  }
}
