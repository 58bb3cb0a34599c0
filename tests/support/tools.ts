import type { TestProject } from 'vitest/node'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import { type ToolName, toolNames } from '../../monitoring/tools/catalogue.ts'
import { ensureTools } from '../../monitoring/tools/tools.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of every tool: real programs, from the PATH or built once. */
    readonly tools: Readonly<Record<ToolName, string>>
    /** The machine's cache folder, where a database's own user can go. */
    readonly cacheDirectory: string
  }
}

/** Before the first test of a project: has every tool at hand, and tells the tests where. */
export async function setup(project: TestProject): Promise<void> {
  const directory = cacheDirectory(process.env)
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt)
  const tools = await ensureTools(toolNames, {
    environment: process.env,
    cacheDirectory: directory,
    progress: (line) => process.stderr.write(`${line}\n`),
    interrupted: interruption.signal,
  })
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt)
  const paths = Object.fromEntries(Object.entries(tools).map(([name, { path }]) => [name, path]))
  project.provide('tools', paths as Record<ToolName, string>)
  project.provide('cacheDirectory', directory)
}
