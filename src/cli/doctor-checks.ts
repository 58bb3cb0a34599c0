import { existsSync } from 'node:fs'
import { access, constants, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from '../../monitoring/run.ts'
import { findGrafana } from '../../monitoring/stack/grafana-part.ts'
import { packagedPostgresVersion } from '../../monitoring/stack/postgres-binaries.ts'
import { estimate } from '../../monitoring/tools/build.ts'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import { catalogue, type Tool, toolNames } from '../../monitoring/tools/catalogue.ts'
import { findTool, programsOnPath, type ToolFinding } from '../../monitoring/tools/tools.ts'
import { compareVersions } from '../../monitoring/tools/version.ts'
import { Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { loadValidatedFleet } from './load-fleet.ts'

/**
 * `ok`: there. `later`: missing, and made when it is first needed. `optional`: missing, and all but something works
 * without it. `missing`: the product does not work until it is mended.
 */
export type CheckState = 'ok' | 'later' | 'optional' | 'missing'

/** One thing that was looked at. */
export interface Check {
  readonly subject: string
  readonly state: CheckState
  /** What was found: a version and a place, or why it will not do. */
  readonly found: string
  /** How to get it; only where something is to be done. */
  readonly mend?: string
}

const oldestNode = '20.19.0'

/** The Node that runs this. */
export function nodeCheck(version = process.versions.node): Check {
  return compareVersions(version, oldestNode) >= 0
    ? { subject: 'Node.js', state: 'ok', found: version }
    : {
        subject: 'Node.js',
        state: 'missing',
        found: `${version} is older than ${oldestNode}`,
        mend: 'https://nodejs.org/',
      }
}

function toolCheck(tool: Tool, { found, rejected }: ToolFinding, hasGo: boolean): Check {
  const subject = tool.name
  if (found !== undefined) return { subject, state: 'ok', found: `${found.version} (${found.path})` }
  const unfit = rejected.map(({ path, version }) => `${path} is ${version ?? 'of unknown version'}`)
  const need = [...unfit, `${tool.minimum} or newer is needed`].join(', ')
  return hasGo
    ? { subject, state: 'later', found: need, mend: `built with Go when first needed (${estimate([tool])})` }
    : {
        subject,
        state: 'missing',
        found: need,
        mend: `install Go (https://go.dev/dl/) to have it built, or ${tool.otherwise}`,
      }
}

/** Go, and the tools that npm does not bring. Go is needed only to build what is missing. */
export async function toolChecks({ environment }: Context): Promise<readonly Check[]> {
  const options = { environment, cacheDirectory: cacheDirectory(environment) }
  const findings = await Promise.all(toolNames.map(async (name) => ({ name, ...(await findTool(name, options)) })))
  const go = await run('go', ['version'], { environment, within: 20_000 })
  const hasGo = go.code === 0
  const goCheck: Check = hasGo
    ? { subject: 'Go', state: 'ok', found: /go(\d[\w.]*)/.exec(go.output)?.[1] ?? go.output.trim() }
    : {
        subject: 'Go',
        state: 'optional',
        found: 'not on the PATH; builds the tools that are missing',
        mend: 'https://go.dev/dl/',
      }
  return [goCheck, ...findings.map((finding) => toolCheck(catalogue[finding.name], finding, hasGo))]
}

/** The database of the reference service: the packaged one, unless the user brings one. Other repositories need none. */
export async function databaseCheck({ directory, environment }: Context): Promise<Check> {
  if (environment['DATABASE_URL']) return { subject: 'PostgreSQL', state: 'ok', found: 'your own, of DATABASE_URL' }
  if (!existsSync(join(directory, 'wallet/package.json'))) {
    return { subject: 'PostgreSQL', state: 'ok', found: 'not needed: the reference service is not in this repository' }
  }
  try {
    return { subject: 'PostgreSQL', state: 'ok', found: `${await packagedPostgresVersion()} (comes with npm)` }
  } catch (problem) {
    if (!(problem instanceof Failure)) throw problem
    return { subject: 'PostgreSQL', state: 'missing', found: problem.message, mend: problem.mend }
  }
}

async function isUsable(
  program: string,
  args: readonly string[],
  { environment }: Context,
): Promise<string | undefined> {
  const { code, output } = await run(program, args, { environment, within: 10_000 })
  return code === 0 ? output.trim().split('\n')[0] : undefined
}

/** What makes more possible, and is needed by nothing else. */
export async function optionalChecks(context: Context): Promise<readonly Check[]> {
  const { environment } = context
  const docker = await isUsable('docker', ['version', '--format', '{{.Server.Version}}'], context)
  const grafana = await findGrafana(environment)
  const browsers = await Promise.all(
    ['chromium', 'chromium-browser', 'google-chrome'].map((name) => programsOnPath(name, environment)),
  )
  const browser = browsers.flat()[0]
  const check = (subject: string, found: string | undefined, without: string, mend: string): Check =>
    found === undefined ? { subject, state: 'optional', found: without, mend } : { subject, state: 'ok', found }
  return [
    check(
      'Docker',
      docker,
      'no daemon answers; only docker-compose up needs it',
      'https://docs.docker.com/engine/install/',
    ),
    check(
      'Grafana',
      grafana?.command,
      'not on the PATH; the preview shows the dashboards in its place',
      'https://grafana.com/grafana/download',
    ),
    check(
      'Chromium',
      browser,
      'not on the PATH; only pictures of dashboards (snapshot) and tests of what a browser shows need it',
      'install the package chromium',
    ),
  ]
}

async function firstExisting(folder: string): Promise<string> {
  const exists = await access(folder).then(
    () => true,
    () => false,
  )
  return exists || dirname(folder) === folder ? folder : await firstExisting(dirname(folder))
}

const gigabyte = 1e9

/** Whether a folder, which need not exist yet, can be written, and has room. */
export async function folderCheck(subject: string, folder: string, gigabytes: number): Promise<Check> {
  const existing = await firstExisting(folder)
  const writable = await access(existing, constants.W_OK).then(
    () => true,
    () => false,
  )
  if (!writable)
    return {
      subject,
      state: 'missing',
      found: `${existing} cannot be written`,
      mend: `let this user write ${existing}`,
    }
  const { bavail, bsize } = await statfs(existing)
  const free = (bavail * bsize) / gigabyte
  return free >= gigabytes
    ? { subject, state: 'ok', found: `${folder} (${free.toFixed(0)} GB free)` }
    : {
        subject,
        state: 'missing',
        found: `${folder} has only ${free.toFixed(1)} GB free`,
        mend: `make room: ${gigabytes} GB`,
      }
}

/** Whether `services/` can be read and makes sense. */
export async function definitionCheck({ directory }: Context): Promise<Check> {
  const subject = 'definition'
  try {
    const { fleet } = await loadValidatedFleet(directory)
    return { subject, state: 'ok', found: `services: ${fleet.map(({ name }) => name).join(', ')}` }
  } catch (problem) {
    if (!(problem instanceof Failure)) throw problem
    return { subject, state: 'missing', found: problem.message, mend: problem.mend }
  }
}
