import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { WatchedService } from '../configuration.ts'
import type { StackPorts } from '../parts.ts'
import type { StackOptions } from '../plan.ts'
import { freePort } from '../ports.ts'

/** The package itself, whose configuration the stack uses. */
export const packageDirectory = join(import.meta.dirname, '../../..')

/** A service in the place of the wallet: it is ready, counts, and fails when told to. */
export const service = `
const { createServer } = require('node:http')
if (process.env.LOG_LEVEL === 'broken') { console.error('cannot start: the disk is on fire'); process.exit(1) }
const server = createServer((request, response) => {
  if (request.url === '/crash') { console.log('crashing as asked'); process.exit(3) }
  if (request.url === '/database') return response.end(process.env.DATABASE_URL)
  response.setHeader('content-type', 'text/plain; version=0.0.4')
  response.end('# TYPE one gauge\\none 1\\n')
})
server.listen(Number(process.env.PORT), process.env.HOST)
process.on('SIGTERM', () => { server.close(); server.closeAllConnections() })
`

/** The definition that goes with it. */
export const watched: WatchedService = {
  name: 'wallet',
  job: 'wallet-service',
  baseUrl: 'http://127.0.0.1:1',
  endpoints: { health: '/health', ready: '/ready', metrics: '/metrics' },
}

/** Makes a working repository in a folder that only its owner may enter, as a home folder often is. */
export async function makeRepository(parent = tmpdir()): Promise<string> {
  const directory = await mkdtemp(join(parent, 'sidelight-stack-'))
  await mkdir(join(directory, 'wallet/dist'), { recursive: true })
  await writeFile(join(directory, 'wallet/package.json'), '{}')
  await writeFile(join(directory, 'wallet/dist/server.js'), service)
  await mkdir(join(directory, 'generated/alerts'), { recursive: true })
  await cp(join(packageDirectory, 'generated/alerts/fleet'), join(directory, 'generated/alerts/fleet'), {
    recursive: true,
  })
  return directory
}

/** Free ports for every part. */
export async function freePorts(): Promise<StackPorts> {
  const [postgres, prometheus, alertmanager, wallet, grafana, preview] = await Promise.all(
    Array.from({ length: 6 }, freePort),
  )
  if (!postgres || !prometheus || !alertmanager || !wallet || !grafana || !preview) throw new Error('no free ports')
  return { postgres, prometheus, alertmanager, 'wallet-service': wallet, grafana, preview }
}

/** Options of a start in a working repository, with the tools on the PATH. */
export function stackOptions(
  directory: string,
  ports: StackPorts,
  { cacheDirectory, toolFolders }: { cacheDirectory: string; toolFolders: readonly string[] },
): StackOptions {
  return {
    directory,
    packageDirectory,
    cacheDirectory,
    environment: { PATH: [...toolFolders, '/usr/bin', '/bin'].join(':') },
    fleet: [watched],
    ports,
    progress: () => undefined,
  }
}

/** The command lines of all processes that name the text: what a test's stack left behind. Linux only. */
export async function processesNaming(...texts: string[]): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
  const lines = await Promise.all(
    pids.map(
      async (pid) => `${pid} ${(await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ')}`,
    ),
  )
  return lines.filter((line) => texts.some((text) => line.includes(text)))
}

/**
 * Bundles a script that starts a stack with the options in its first argument, prints "up", and then lives on. It lies
 * in the package, where its imports are found, unless another file is named.
 */
export async function starterScript(
  file = join(packageDirectory, 'node_modules/.cache', `stack-starter-${process.pid}.mjs`),
): Promise<string> {
  await build({
    stdin: {
      contents: `
        import { startStack } from '../stack.ts'
        const interruption = new AbortController()
        for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interruption.abort())
        const options = JSON.parse(process.argv[2])
        try {
          const stack = await startStack({ ...options, progress: (line) => console.error(line), interrupted: interruption.signal })
          console.log('up ' + stack.started.join(' '))
          if (options.stops) { await stack.stop(); console.log('stopped'); process.exit(0) }
          setInterval(() => undefined, 1000)
        } catch (problem) {
          console.error(problem.message)
          process.exit(problem.code ?? 70)
        }`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: file,
  })
  await chmod(file, 0o644)
  return file
}

/** Deletes a working repository and its database. */
export async function removeRepository(directory: string, database: string): Promise<void> {
  await rm(directory, { recursive: true, force: true })
  await rm(database, { recursive: true, force: true })
}
