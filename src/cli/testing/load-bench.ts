import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Context } from '../context.ts'
import type { K6Choices } from '../load-options.ts'
import type { LoadOptions } from '../load-plan.ts'
import { type LoadResult, runLoad } from '../run-load.ts'

/** This repository, as the working repository of a run. */
export const repository = resolve(import.meta.dirname, '../../..')

/** The scenario that all these runs are of. */
export const scenario = 'load-test-basic'

/** k6's `--duration`, as the command line gives it. */
export function lasting(duration: string): K6Choices {
  return { words: ['--duration', duration], run: { duration }, environment: {} }
}

/** A context that writes into memory, an interruption to pull, and a folder for results. */
export interface LoadBench {
  readonly interruption: AbortController
  readonly output: { stdout: string; stderr: string }
  readonly results: string
  readonly context: Context
  run(options?: Partial<LoadOptions>): Promise<LoadResult>
  /** The text of a file of the newest run. */
  read(name: string): Promise<string>
  remove(): Promise<void>
}

/** Makes what `runLoad` needs around it. The environment is that of this process and what is given. */
export async function loadBench(
  environment: Readonly<Record<string, string>>,
  directory = repository,
): Promise<LoadBench> {
  const interruption = new AbortController()
  const output = { stdout: '', stderr: '' }
  const results = await mkdtemp(join(tmpdir(), 'sidelight-results-'))
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      output[name] += text
    },
    isTerminal: false,
    columns: 80,
  })
  const context: Context = {
    directory,
    environment: { ...process.env, ...environment },
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    interrupted: interruption.signal,
  }
  return {
    interruption,
    output,
    results,
    context,
    run: (options = {}) => runLoad({ scenario, resultsDirectory: results, ...options }, context),
    read: (name) => readFile(join(results, 'current', scenario, name), 'utf8'),
    remove: () => rm(results, { recursive: true, force: true }),
  }
}
