import { load } from 'js-yaml'
import { alerts } from '../../alerts/index.ts'
import { dashboards } from '../../dashboards/index.ts'
import { lintedDashboard } from '../../dashboards/lint/linted.ts'
import { metricUses } from '../../dashboards/lint/metric-uses.ts'
import { parse } from '../../dashboards/lint/syntax.ts'
import {
  type AskedMetric,
  type ContractFault,
  contractFaults,
  type KnownMetric,
  type Vocabulary,
  vocabularyOf,
} from '../analysis/metric-contract.ts'
import { serviceClient } from '../clients/service.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import { loadVocabulary } from '../model/load-vocabulary.ts'
import { prometheusMetrics } from '../model/names.ts'
import type { Fleet, Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { loadFleet } from './load-fleet.ts'

/** Options of `sidelight lint metrics`. */
export interface LintMetricsOptions {
  readonly service?: string
  readonly url?: string
  readonly json?: true
}

interface RuleFile {
  readonly groups: readonly {
    readonly rules: readonly { readonly record?: string; readonly alert?: string; readonly expr: string }[]
  }[]
}

type Rule = RuleFile['groups'][number]['rules'][number]

function rulesOf(fleet: Fleet): readonly Rule[] {
  return alerts(fleet)
    .filter(({ path }) => path.endsWith('.rules.yml'))
    .flatMap(({ body }) => (load(body) as RuleFile).groups.flatMap(({ rules }) => rules))
}

/** What dashboards and rules of a service ask for. */
export function askedFor(service: Service): readonly AskedMetric[] {
  const ofRules = rulesOf([service]).flatMap(({ record, alert, expr }) => {
    const parsed = parse(expr)
    const where = `rule ${record ?? alert}`
    return 'syntax' in parsed ? metricUses(parsed.syntax).map((use) => ({ ...use, where })) : []
  })
  const ofPanels = dashboards([service]).flatMap(({ body }) => {
    const dashboard = lintedDashboard(JSON.parse(body))
    return (dashboard?.panels ?? []).flatMap(({ title, queries }) =>
      queries.flatMap(({ syntax }) =>
        syntax ? metricUses(syntax).map((use) => ({ ...use, where: `${dashboard?.title}: ${title}` })) : [],
      ),
    )
  })
  return [...ofPanels, ...ofRules]
}

/** Everything that may be asked for beside what the service exposes: what k6, the rules and Prometheus itself write. */
export function vocabularyBeside(service: Service): Vocabulary {
  const anything: KnownMetric = { labels: 'any' }
  const recorded = rulesOf([service]).flatMap(({ record }) => (record ? [record] : []))
  return new Map<string, KnownMetric>([
    ...[...loadVocabulary].map(([metric, labels]) => [metric, { labels: new Set(labels) }] as const),
    ...[...recorded, ...Object.values(prometheusMetrics)].map((metric) => [metric, anything] as const),
  ])
}

function chosen(fleet: Fleet, name: string | undefined): Service {
  const found = name === undefined && fleet.length === 1 ? fleet[0] : fleet.find((service) => service.name === name)
  if (found) return found
  const names = fleet.map((service) => service.name).join(', ')
  throw new Failure(
    name === undefined ? 'the definition has several services' : `there is no service "${name}"`,
    `Name one with --service: ${names}.`,
  )
}

function vocabularyFrom(page: string, address: string): Vocabulary {
  try {
    return vocabularyOf(page)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Failure(
      `what ${address} shows is no metrics page: ${why}`,
      'Check the address and the path in the definition.',
      exitCode.unmeasured,
    )
  }
}

/** A page in text shows number and sum of a native histogram alone: what these have, the histogram has. */
function nativeHistogram({ runtime }: Service, exposed: Vocabulary): Vocabulary {
  const { metric, histogram } = runtime.requests
  const counted = exposed.get(`${metric}_count`)
  return new Map(histogram.kind === 'native' && counted ? [[metric, counted]] : [])
}

/** A process shows its pauses from the first one on: of one that has not paused yet, nobody can tell a wrong name. */
function pausesNotShown({ runtime }: Service, exposed: Vocabulary): readonly string[] {
  const { garbageCollection: pauses } = runtime.signals
  if (pauses.kind !== 'pauses') return []
  return [`${pauses.metric}_sum`, `${pauses.metric}_count`].filter((metric) => !exposed.has(metric))
}

interface Findings {
  readonly faults: readonly ContractFault[]
  /** Metrics that the service may show later. */
  readonly pending: readonly string[]
}

/** Many client libraries show the metric of requests from the first request on. */
function withHint(fault: ContractFault, { runtime }: Service): ContractFault {
  return fault.label === undefined && fault.metric.startsWith(runtime.requests.metric)
    ? { ...fault, mend: `${fault.mend} A service may show it from its first request on: send one, and look again.` }
    : fault
}

function report({ faults, pending }: Findings, asked: readonly AskedMetric[], address: string): string {
  const lines = faults.flatMap(({ what, mend, where }) => {
    const others = where.length > 1 ? ` and ${where.length - 1} more` : ''
    return [what, `    asked for by ${where[0]}${others}`, `    ${mend}`]
  })
  const metrics = new Set(asked.map(({ metric }) => metric)).size
  const later = pending.map((metric) => `not shown yet: ${metric}, which appears with the first pause of the process`)
  const known = pending.length === 0 ? 'all exist' : 'all others exist'
  const result = faults.length === 0 ? known : `${faults.length} do not exist`
  const summary = `${metrics} metrics in ${asked.length} selections, held against ${address}: ${result}`
  return `${[...lines, ...later, summary].join('\n')}\n`
}

/**
 * `sidelight lint metrics`: 0 where the service exposes every metric and label that its dashboards and rules ask for, 1
 * where one is unknown, 3 where the service does not answer.
 */
export async function lintMetrics(options: LintMetricsOptions, context: Context): Promise<ExitCode> {
  const service = chosen(await loadFleet(context.directory), options.service)
  const { unobserved } = service.runtime
  if (unobserved !== undefined) {
    context.stdout.write(
      options.json
        ? `${JSON.stringify({ asked: 0, faults: [], pending: [], unobserved }, null, 2)}\n`
        : `nothing is asked of the ${service.title}: ${unobserved}\n`,
    )
    return exitCode.held
  }
  const url = options.url ?? (context.environment[service.baseUrlVariable] || service.baseUrl)
  const client = serviceClient(service, { url, interrupted: context.interrupted })
  const exposed = vocabularyFrom(await client.metrics(), client.address)
  const asked = askedFor(service)
  const pending = pausesNotShown(service, exposed)
  const later: Vocabulary = new Map(pending.map((metric) => [metric, { labels: 'any' }]))
  const known = [exposed, later, nativeHistogram(service, exposed), vocabularyBeside(service)]
  const vocabulary = new Map(known.flatMap((each) => [...each]))
  const faults = contractFaults(asked, vocabulary).map((fault) => withHint(fault, service))
  context.stdout.write(
    options.json
      ? `${JSON.stringify({ address: client.address, asked: asked.length, faults, pending }, null, 2)}\n`
      : report({ faults, pending }, asked, client.address),
  )
  return faults.length > 0 ? exitCode.broken : exitCode.held
}
