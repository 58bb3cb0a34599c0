import { createHash, randomBytes } from 'node:crypto'
import { cpus, homedir, hostname, tmpdir, totalmem, userInfo } from 'node:os'
import {
  type GeneratorHealth,
  type RunOptions,
  type RunParts,
  type RunRecord,
  runSchemaVersion,
} from '../analysis/run.ts'
import type { K6Outcome } from '../clients/k6.ts'
import type { Inspected } from '../clients/k6-inspect.ts'
import { type K6Summary, lateShareOf } from '../clients/k6-summary.ts'
import type { Service } from '../model/service.ts'
import type { Target } from './load-target.ts'
import { packageRoot, packageVersion } from './package-root.ts'
import { type Scrub, scrubber, secretScrubber, secretValues, urlSecrets } from './scrub.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** A fresh id of a run: sorts by time within a scenario, and is safe as a label, a folder and a URL. */
export function freshTestid(scenario: string, now: Date = new Date()): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '')
  return `${scenario}-${time}-${randomBytes(2).toString('hex')}`
}

/** Tells definitions apart, so that nobody compares runs that were judged by different promises unawares. */
export function definitionHash(service: Service): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(service)).digest('hex')}`
}

/** What was in force: the command line before the scenario, which has read its environment and definition. */
export function optionsInForce(chosen: RunOptions, inspected: Inspected, seed: string | undefined): RunOptions {
  const { virtualUsers, duration, iterations } = inspected
  // Each of these replaces what else says how long.
  const replaced = [chosen.duration, chosen.iterations, chosen.stages].some((choice) => choice !== undefined)
  const own = {
    ...(virtualUsers === undefined ? {} : { virtualUsers }),
    ...(replaced || duration === undefined ? {} : { duration }),
    ...(replaced || iterations === undefined ? {} : { iterations }),
  }
  const number = Number(seed)
  return { ...own, ...chosen, ...(seed && Number.isSafeInteger(number) ? { seed: number } : {}) }
}

/** What a run was, once it has ended. */
export function runRecord(
  service: Service,
  run: {
    readonly testid: string
    readonly scenario: string
    readonly options: RunOptions
    readonly k6Version: string
    readonly prometheusVersion: string | undefined
    readonly parts: RunParts
  },
  outcome: Pick<K6Outcome, 'startedAt' | 'endedAt' | 'interrupted'>,
): RunRecord {
  return {
    schemaVersion: runSchemaVersion,
    testid: run.testid,
    service: service.name,
    scenario: run.scenario,
    definitionHash: definitionHash(service),
    options: run.options,
    versions: {
      sidelight: packageVersion(),
      k6: run.k6Version,
      node: process.versions.node,
      ...(run.prometheusVersion === undefined ? {} : { prometheus: run.prometheusVersion }),
    },
    machine: {
      cpus: cpus().length,
      memoryBytes: totalmem(),
      platform: process.platform,
      architecture: process.arch,
    },
    startedAt: outcome.startedAt.toISOString(),
    endedAt: outcome.endedAt.toISOString(),
    ...run.parts,
    interrupted: outcome.interrupted,
  }
}

/** How the load generator itself was doing. */
export function generatorHealth(
  outcome: Pick<K6Outcome, 'cpuShare'>,
  summary: K6Summary | undefined,
  unsentShare: number | undefined,
): GeneratorHealth {
  const lateShare = summary && lateShareOf(summary)
  return {
    cpuShare: outcome.cpuShare ?? { unmeasured: 'The run was too short to see the CPU time of k6.' },
    lateShare: lateShare ?? { unmeasured: 'The scenario does not count its iterations.' },
    ...(unsentShare === undefined ? {} : { unsentShare }),
  }
}

function userNames(): readonly string[] {
  try {
    return [userInfo().username]
  } catch {
    // A container may run under a number without a name.
    return []
  }
}

function urlsOf(variables: Variables, { serviceUrl, prometheusUrl }: Target): readonly string[] {
  const remoteWrite = variables['K6_PROMETHEUS_RW_SERVER_URL'] ?? ''
  return [serviceUrl, prometheusUrl, remoteWrite].filter((url) => URL.canParse(url))
}

function secretsOf(variables: Variables, target: Target): readonly string[] {
  return [...secretValues(variables), ...urlSecrets(urlsOf(variables, target))]
}

/** Hides from what is printed of a run the secrets of this call. */
export function printedScrubber(variables: Variables, target: Target): (text: string) => string {
  return secretScrubber(secretsOf(variables, target))
}

/** Hides from a run's files what they must not hold: folders, hosts, names and secrets of this machine and this call. */
export function runScrubber(
  variables: Variables,
  target: Target,
  folders: { readonly directory: string; readonly temporary: string },
): Scrub {
  return scrubber({
    folders: {
      [homedir()]: '<home>',
      [tmpdir()]: '<temporary>',
      [folders.temporary]: '<run>',
      [packageRoot()]: '<package>',
      [folders.directory]: '<repository>',
    },
    names: [hostname(), ...userNames()],
    hosts: urlsOf(variables, target).map((url) => new URL(url).hostname),
    secrets: secretsOf(variables, target),
  })
}
