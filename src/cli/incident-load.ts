import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import { ensureTool } from '../../monitoring/tools/tools.ts'
import { runK6 } from '../clients/k6.ts'
import { bundleScenario } from '../clients/k6-bundle.ts'
import { exitCode, Failure } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { k6Environment } from './load-target.ts'
import { packageRoot } from './package-root.ts'

/** A load that goes on until it is told to end. */
export interface EndlessLoad {
  /** Rejects with a Failure (exit code 3) when it ends by itself; never resolves. */
  readonly lost: Promise<never>
  stop(): Promise<void>
}

/** What the load is run with. */
export interface EndlessLoadOptions {
  readonly scenario: string
  readonly virtualUsers: number
  readonly service: Service
  readonly serviceUrl: string
  readonly prometheusUrl: string
  readonly testid: string
}

// k6 wants an end; nobody waits for this one.
const longEnough = '24h'

/** Starts a scenario of the package by k6, with remote write. It is not judged: whoever runs it looks at the service. */
export async function startEndlessLoad(options: EndlessLoadOptions, context: Context): Promise<EndlessLoad> {
  const { scenario, virtualUsers, service, serviceUrl, prometheusUrl, testid } = options
  const { directory, environment, interrupted, stderr } = context
  const k6 = await ensureTool('k6', {
    environment,
    cacheDirectory: cacheDirectory(environment),
    progress: (line) => stderr.write(`${line}\n`),
    interrupted,
  })
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'sidelight-incident-')))
  const script = join(temporary, 'load.js')
  const ending = new AbortController()
  await bundleScenario(scenario, { directory, packageRoot: packageRoot() }, script, service.name)
  const ended = runK6({
    binary: k6.path,
    script,
    summaryFile: join(temporary, 'summary.json'),
    options: [
      ...['--out', 'experimental-prometheus-rw', '--tag', `testid=${testid}`],
      ...['--vus', String(virtualUsers), '--duration', longEnough],
    ],
    environment: k6Environment({ ...environment, [service.baseUrlVariable]: serviceUrl }, prometheusUrl),
    interrupted: AbortSignal.any([ending.signal, interrupted]),
  })
  const lost = ended.then((outcome): never => {
    throw new Failure(
      `the load ended before its time:\n${outcome.log.tail(5)}`,
      'Mend what k6 says, or start again.',
      exitCode.unmeasured,
    )
  })
  lost.catch(() => undefined)
  return {
    lost,
    async stop() {
      ending.abort()
      await ended.catch(() => undefined)
      await rm(temporary, { recursive: true, force: true })
    },
  }
}
