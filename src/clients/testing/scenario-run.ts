import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { inject } from 'vitest'
import { wallet } from '../../../services/wallet.ts'
import { type K6Options, runK6 } from '../k6.ts'
import { bundleScenario } from '../k6-bundle.ts'
import { countsOf, parseSummary } from '../k6-summary.ts'

const repository = resolve(import.meta.dirname, '../../..')

/** How a scenario is run in a test. */
export interface ScenarioRun {
  readonly options?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly progress?: K6Options['progress']
}

/** Bundles a scenario and runs it with the real k6 against a service, as `sidelight load` does. */
export async function runScenario(scenario: string, url: string, { options = [], environment, progress }: ScenarioRun) {
  const folder = await mkdtemp(join(tmpdir(), 'sidelight-scenario-'))
  const script = join(folder, 'scenario.js')
  try {
    await bundleScenario(scenario, { directory: repository, packageRoot: repository }, script)
    const outcome = await runK6({
      binary: inject('tools').k6,
      script,
      summaryFile: join(folder, 'summary.json'),
      options,
      environment: { ...process.env, WALLET_SERVICE_URL: url, ...environment },
      ...(progress ? { progress } : {}),
    })
    const summary = parseSummary(outcome.summary ?? '')
    const counts = summary && countsOf(wallet, summary, options.includes('--iterations'))
    return { outcome, summary, counts }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
