import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import { ensureTool } from '../../monitoring/tools/tools.ts'
import type { RequestCounts } from '../analysis/load-counts.ts'
import { runK6 } from '../clients/k6.ts'
import { bundleScenario } from '../clients/k6-bundle.ts'
import { countsOf, parseSummary } from '../clients/k6-summary.ts'
import { exitCode, Failure } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { packageRoot } from './package-root.ts'

const scenario = 'load-test-basic'

/**
 * Sends each operation of the service once or twice by k6, as a load would, and gives what came of each. Nothing is
 * written into Prometheus or results. Throws a Failure where k6 cannot be had or cannot run.
 */
export async function tryOperations(
  service: Service,
  named: string | undefined,
  context: Context,
): Promise<Readonly<Record<string, RequestCounts>>> {
  const { environment, interrupted, directory, stderr } = context
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'sidelight-trial-')))
  try {
    const script = join(temporary, `${scenario}.js`)
    await bundleScenario(scenario, { directory, packageRoot: packageRoot() }, script, named)
    const { path: binary } = await ensureTool('k6', {
      environment,
      cacheDirectory: cacheDirectory(environment),
      progress: (line) => stderr.write(`${line}\n`),
      interrupted,
    })
    const { summary, log } = await runK6({
      binary,
      script,
      summaryFile: join(temporary, 'summary.json'),
      options: ['--vus', '1', '--iterations', '1'],
      environment,
      interrupted,
    })
    const parsed = summary === undefined ? undefined : parseSummary(summary)
    if (parsed === undefined)
      throw new Failure(`the trial left no counts:\n${log.tail(4)}`, 'Try again.', exitCode.unmeasured)
    return countsOf(service, parsed, true).operations
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}
