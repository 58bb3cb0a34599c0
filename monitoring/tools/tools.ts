import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'
import { buildTool, cachedPath, estimate, type ToolOptions } from './build.ts'
import { catalogue, type Tool, type ToolName } from './catalogue.ts'
import { compareVersions, versionOf } from './version.ts'

/** A tool that will do. */
export interface FoundTool {
  readonly name: ToolName
  /** Absolute. */
  readonly path: string
  readonly version: string
  readonly from: 'PATH' | 'cache'
}

/** A program of the right name that will not do; `version` is `undefined` when it would not say. */
export interface RejectedTool {
  readonly path: string
  readonly version: string | undefined
}

/** What is on this machine of one tool. */
export interface ToolFinding {
  readonly found: FoundTool | undefined
  readonly rejected: readonly RejectedTool[]
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}

/** The programs of this name on the PATH of the environment, in its order. */
export async function programsOnPath(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string[]> {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(isAbsolute)
  const paths = [...new Set(folders)].map((folder) => join(folder, name))
  const there = await Promise.all(paths.map(isProgram))
  return paths.filter((_, place) => there[place])
}

/** Looks for a tool on the PATH, then in the cache folder. Builds nothing. */
export async function findTool(
  name: ToolName,
  { environment, cacheDirectory }: Pick<ToolOptions, 'environment' | 'cacheDirectory'>,
): Promise<ToolFinding> {
  const tool = catalogue[name]
  const rejected: RejectedTool[] = []
  for (const path of await programsOnPath(name, environment)) {
    const version = await versionOf(tool, path, environment)
    if (version !== undefined && compareVersions(version, tool.minimum) >= 0) {
      return { found: { name, path, version, from: 'PATH' }, rejected }
    }
    rejected.push({ path, version })
  }
  const cached = cachedPath(tool, cacheDirectory)
  const found: FoundTool = { name, path: cached, version: tool.version, from: 'cache' }
  return { found: (await isProgram(cached)) ? found : undefined, rejected }
}

async function build(tool: Tool, options: ToolOptions): Promise<FoundTool> {
  const path = cachedPath(tool, options.cacheDirectory)
  await buildTool(tool, options, () => isProgram(path))
  return { name: tool.name, path, version: tool.version, from: 'cache' }
}

/**
 * Finds tools, and builds those that are missing, once for the whole machine. Progress tells what is built and about how
 * long it takes. Throws a Failure that says how to get a tool without Go.
 */
export async function ensureTools<Name extends ToolName>(
  names: readonly Name[],
  options: ToolOptions,
): Promise<Record<Name, FoundTool>> {
  const findings = await Promise.all(names.map(async (name) => ({ name, ...(await findTool(name, options)) })))
  const missing = findings.filter(({ found }) => found === undefined).map(({ name }) => catalogue[name])
  for (const { name, rejected } of findings.filter(({ found }) => found === undefined)) {
    for (const { path, version } of rejected) {
      options.progress(
        `${path} is not used: ${version === undefined ? 'it names no version' : `${version} is older than ${catalogue[name].minimum}`}`,
      )
    }
  }
  if (missing.length > 0) {
    const list = missing.map(({ name, version }) => `${name} ${version}`).join(', ')
    options.progress(`Building with Go, once on this machine: ${list} (${estimate(missing)})`)
  }
  const tools: Partial<Record<ToolName, FoundTool>> = {}
  for (const { name, found } of findings) tools[name] = found ?? (await build(catalogue[name], options))
  return tools as Record<Name, FoundTool>
}

/** `ensureTools` for one tool. */
export async function ensureTool(name: ToolName, options: ToolOptions): Promise<FoundTool> {
  return (await ensureTools([name], options))[name]
}
