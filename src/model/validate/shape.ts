import { nearest } from '../nearest.ts'
import {
  address,
  type Check,
  choice,
  count,
  duration,
  factor,
  isRecord,
  label,
  line,
  metric,
  path,
  plainPath,
  publicAddress,
  rate,
  ratio,
  shown,
  size,
  text,
  variable,
} from './checks.ts'
import { error, type Report } from './finding.ts'

// The compiler refuses all of this in a definition that is type-checked. A definition is loaded without the compiler,
// so the shape is checked once more before any rule reads it.

type Shape = { readonly [field: string]: Node }
type Node =
  | Check
  | { readonly optional: Node }
  | { readonly fields: Shape }
  | { readonly each: Node; readonly least: number }
  | { readonly list: Node; readonly least: number }
  | { readonly choose: string; readonly from: Readonly<Record<string, Node>> }

const limit = (below: Node): Node => ({ optional: { fields: { below, for: { optional: duration } } } })
const promise: Node = {
  fields: { p95: { optional: duration }, success: { optional: { least: 1, each: ratio } } },
}
const longestTitle = 100
const slo = { kind: text, title: line(longestTitle), objective: ratio, window: duration }

const histogram: Node = {
  choose: 'kind',
  from: {
    classic: { fields: { kind: text, boundaries: { list: duration, least: 1 } } },
    native: { fields: { kind: text } },
    none: { fields: { kind: text } },
  },
}

const series = { metric, labels: { optional: { least: 1, each: text } } }
const signals = {
  absent: { fields: { kind: text, reason: text } },
  gauge: { fields: { kind: text, ...series } },
  counter: { fields: { kind: text, ...series } },
  share: { fields: { kind: text, used: { fields: series }, total: { fields: series } } },
  pauses: { fields: { kind: text, ...series } },
} satisfies Record<string, Node>
const { absent, gauge, counter, share, pauses } = signals
const gaugeSignal: Node = { choose: 'kind', from: { absent, gauge } }
const shareSignal: Node = { choose: 'kind', from: { absent, share } }

const runtime: Shape = {
  id: text,
  title: text,
  unobserved: { optional: text },
  cpuUnit: text,
  requests: {
    fields: {
      metric,
      histogram,
      maximum: { optional: metric },
      labels: { fields: { method: label, uri: label, status: label } },
      otherLabels: { optional: { list: label, least: 0 } },
    },
  },
  signals: {
    fields: {
      cpu: { choose: 'kind', from: { absent, gauge, counter } },
      heap: gaugeSignal,
      databasePool: shareSignal,
      databaseWaiting: gaugeSignal,
      activeRequests: gaugeSignal,
      garbageCollection: { choose: 'kind', from: { absent, pauses } },
      eventLoopLag: gaugeSignal,
      threads: gaugeSignal,
      residentMemory: gaugeSignal,
      fileDescriptors: shareSignal,
    },
  },
}

const service: Shape = {
  name: text,
  title: line(longestTitle),
  description: line(1_000),
  owner: line(longestTitle),
  tier: choice(1, 2, 3),
  job: text,
  runtime: { fields: runtime },
  baseUrl: address,
  baseUrlVariable: variable,
  repositoryUrl: { optional: publicAddress },
  endpoints: { fields: { health: path, ready: path, metrics: { optional: plainPath } } },
  operations: {
    least: 1,
    each: {
      fields: {
        method: choice('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
        uri: plainPath,
        kind: { optional: text },
        loadTarget: { fields: { target: duration, acceptable: duration, critical: duration } },
      },
    },
  },
  business: {
    optional: {
      fields: {
        succeeded: { least: 1, each: metric },
        failed: metric,
        rejected: { optional: metric },
        flows: { optional: { least: 1, each: metric } },
      },
    },
  },
  slos: {
    least: 0,
    each: {
      choose: 'kind',
      from: {
        latency: { fields: { ...slo, within: duration, operations: { optional: { list: text, least: 1 } } } },
        availability: { fields: { ...slo, operations: { optional: { list: text, least: 1 } } } },
        'business-errors': { fields: slo },
      },
    },
  },
  errorBudgetPolicy: {
    optional: { fields: { warn: { optional: ratio }, ticket: { optional: ratio }, freeze: { optional: ratio } } },
  },
  runPromise: { optional: { fields: { throughput: rate } } },
  limits: {
    fields: { cpu: limit(ratio), heap: limit(size), databasePool: limit(ratio), meanResponse: limit(duration) },
  },
  scenarios: {
    optional: {
      least: 0,
      each: {
        choose: 'kind',
        from: {
          continuous: {
            fields: {
              kind: text,
              virtualUsers: count,
              duration,
              every: duration,
              pace: duration,
              creation: text,
              promise,
            },
          },
          arrivals: {
            fields: {
              kind: text,
              stages: { list: { fields: { rate, for: duration } }, least: 1 },
              virtualUsers: count,
            },
          },
          overload: { fields: { kind: text, rate, for: duration, recovery: duration, virtualUsers: count } },
          steps: {
            fields: {
              kind: text,
              from: rate,
              factor,
              upTo: rate,
              each: duration,
              sustained: duration,
              recovery: duration,
              virtualUsers: count,
            },
          },
        },
      },
    },
  },
  loadProfiles: { least: 0, each: { fields: { virtualUsers: count, duration, pace: duration } } },
}

function child(parent: string, field: string): string {
  return parent === '' ? field : `${parent}.${field}`
}

function findings(value: unknown, node: Node, at: string): Report[] {
  const bad = (problem: string) => [
    error(
      'shape',
      at,
      value === undefined ? `is missing and ${problem}` : `${problem}, not ${shown(value)}`,
      'Write it as the type says; the compiler names the field too.',
    ),
  ]
  if (typeof node === 'function') {
    const problem = node(value)
    return problem === undefined ? [] : bad(problem)
  }
  if ('optional' in node) return value === undefined ? [] : findings(value, node.optional, at)
  if ('list' in node) {
    if (!Array.isArray(value)) return bad('must be a list')
    return value.length < node.least
      ? bad('must have at least one entry')
      : value.flatMap((entry: unknown, index) => findings(entry, node.list, child(at, String(index))))
  }
  if (!isRecord(value)) return bad('must be an object')
  if ('choose' in node) {
    const kind = value[node.choose]
    const chosen = typeof kind === 'string' && Object.hasOwn(node.from, kind) ? node.from[kind] : undefined
    return chosen
      ? findings(value, chosen, at)
      : findings(kind, choice(...Object.keys(node.from)), child(at, node.choose))
  }
  if ('each' in node) {
    const entries = Object.entries(value)
    return entries.length < node.least
      ? bad('must have at least one entry')
      : entries.flatMap(([key, entry]) => findings(entry, node.each, child(at, key)))
  }
  return [
    ...Object.entries(node.fields).flatMap(([field, inner]) => findings(value[field], inner, child(at, field))),
    ...Object.keys(value)
      .filter((field) => !Object.hasOwn(node.fields, field))
      .map((field) => unknownField(field, Object.keys(node.fields), child(at, field))),
  ]
}

function unknownField(field: string, known: readonly string[], at: string): Report {
  const meant = nearest(field, known)
  const mend = meant ? `Did you mean "${meant}"?` : `Known here: ${known.join(', ')}.`
  return error('unknown-field', at, 'is no field of a definition', mend)
}

/** What is missing or of the wrong type in a service that was loaded without the compiler. */
export function shapeFindings(candidate: unknown): readonly Report[] {
  return findings(candidate, { fields: service }, '')
}
