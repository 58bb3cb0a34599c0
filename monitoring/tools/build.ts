import { chmod, mkdir, rename, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { exitCode, Failure } from '../../src/model/failure.ts'
import { run } from '../run.ts'
import type { Tool } from './catalogue.ts'
import { withLock } from './lock.ts'

/** What the toolchain takes from its surroundings. */
export interface ToolOptions {
  /** PATH, HOME and whatever Go listens to (`GOPROXY`, `GOFLAGS`, `GOTOOLCHAIN`). */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly cacheDirectory: string
  /** Told what is being done, a line at a time, without a newline. */
  readonly progress: (line: string) => void
  readonly interrupted?: AbortSignal
}

/** Where a tool lies once it is built. */
export function cachedPath(tool: Tool, cacheDirectory: string): string {
  return join(cacheDirectory, 'tools', `${tool.name}-${tool.version}`, tool.name)
}

/** How long builds take here, in words: what was measured, spread over this machine's processors, half to twice as much. */
export function estimate(tools: readonly Tool[], processors = availableParallelism()): string {
  const seconds = tools.reduce((sum, tool) => sum + tool.buildSeconds, 0) / Math.min(processors, 4)
  const [least, most] = [Math.max(1, Math.round(seconds / 90)), Math.max(1, Math.ceil((seconds * 1.5) / 60))]
  if (seconds < 40) return 'under a minute'
  return least === most ? `about ${least} minute${least === 1 ? '' : 's'}` : `about ${least} to ${most} minutes`
}

function failed(tool: Tool, happened: string, mend: string, code: 2 | 130 = exitCode.usage): Failure {
  return new Failure(`${tool.name} (${tool.minimum} or newer) is not on this machine, and ${happened}`, mend, code)
}

async function requireGo(tool: Tool, { environment }: ToolOptions): Promise<void> {
  const { code } = await run('go', ['version'], { environment, within: 20_000 })
  if (code === 0) return
  throw failed(
    tool,
    'Go, which would build it, is not either',
    `Install Go (https://go.dev/dl/), or put ${tool.name} on the PATH: ${tool.otherwise}.`,
  )
}

/** Go prints little while it compiles: say now and then that it still does. */
function heartbeat(tool: Tool, progress: (line: string) => void): NodeJS.Timeout {
  let seconds = 0
  return setInterval(() => {
    seconds += 20
    progress(`  still building ${tool.name} (${seconds} s)`)
  }, 20_000).unref()
}

async function install(tool: Tool, options: ToolOptions): Promise<void> {
  const { progress, interrupted } = options
  const partial = join(options.cacheDirectory, 'tools', `${tool.name}-${tool.version}.partial`)
  // Whoever holds the lock owns this folder: what lies in it was left by a build that was killed.
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  const beat = heartbeat(tool, progress)
  const started = performance.now()
  try {
    const { code, output } = await run('go', ['install', ...tool.buildFlags, `${tool.package}@${tool.moduleVersion}`], {
      environment: { ...options.environment, CGO_ENABLED: '0', GOBIN: partial },
      interrupted,
    })
    if (interrupted?.aborted)
      throw failed(tool, 'its build was interrupted', 'Start again: what is compiled so far is kept.', 130)
    if (code !== 0) {
      const end = output.trim().split('\n').slice(-8).join('\n')
      throw failed(
        tool,
        `its build failed:\n${end}`,
        `Mend that (network, Go version), or put ${tool.name} on the PATH: ${tool.otherwise}.`,
      )
    }
    await chmod(join(partial, tool.name), 0o755)
    await rm(join(cachedPath(tool, options.cacheDirectory), '..'), { recursive: true, force: true })
    await rename(partial, join(cachedPath(tool, options.cacheDirectory), '..'))
    progress(`  ${tool.name} ${tool.version} is built (${Math.round((performance.now() - started) / 1000)} s)`)
  } finally {
    clearInterval(beat)
    await rm(partial, { recursive: true, force: true })
  }
}

/**
 * Builds a tool into the cache folder unless `isThere` says, once the lock is held, that another process just did. Throws
 * a Failure that says how to get the tool without Go.
 */
export async function buildTool(tool: Tool, options: ToolOptions, isThere: () => Promise<boolean>): Promise<void> {
  await requireGo(tool, options)
  await mkdir(join(options.cacheDirectory, 'tools'), { recursive: true })
  await withLock(
    join(options.cacheDirectory, 'tools', `${tool.name}.lock`),
    async () => {
      if (!(await isThere())) await install(tool, options)
    },
    {
      waiting: (holder) => options.progress(`  waiting for process ${holder}, which builds ${tool.name}`),
      interrupted: options.interrupted,
    },
  )
}
