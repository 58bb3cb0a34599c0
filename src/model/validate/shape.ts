import { nearest } from '../nearest.ts'
import { parseDuration, parseRate, parseRatio, parseSize } from '../units.ts'
import { error, type Report } from './finding.ts'

// The compiler refuses all of this in a definition that is type-checked. A definition is loaded without the compiler,
// so the shape is checked once more before any rule reads it.

type Check = (value: unknown) => string | undefined
type Shape = { readonly [field: string]: Node }
type Node =
  | Check
  | { readonly optional: Node }
  | { readonly fields: Shape }
  | { readonly each: Node; readonly least: number }
  | { readonly choose: string; readonly from: Readonly<Record<string, Node>> }

const unit =
  (parse: (text: string) => number | undefined, what: string, example: string): Check =>
  (value) =>
    typeof value === 'string' && parse(value) !== undefined ? undefined : `must be a ${what} such as '${example}'`
const factor: Check = (value) =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? undefined : 'must be a number above 0'
const text: Check = (value) =>
  typeof value === 'string' && value.trim() !== '' ? undefined : 'must be a text that is not empty'
const path: Check = (value) =>
  typeof value === 'string' && /^\/\S*$/.test(value) ? undefined : "must be a path such as '/q/health'"
const metric: Check = (value) =>
  typeof value === 'string' && /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(value)
    ? undefined
    : 'must be a metric name of Prometheus'
const count: Check = (value) =>
  Number.isInteger(value) && Number(value) > 0 ? undefined : 'must be a whole number above 0'
const choice =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value) ? undefined : `must be one of ${values.map((entry) => JSON.stringify(entry)).join(', ')}`
const listOfText: Check = (value) =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'string')
    ? undefined
    : 'must be a list of names that is not empty'
const stages: Check = (value) =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((entry) => isRecord(entry) && !rate(entry['rate']) && !duration(entry['for']))
    ? undefined
    : "must be a list of stages such as [{ rate: '100/s', for: '30s' }]"
const object: Check = (value) => (isRecord(value) ? undefined : 'must be an object')
const listOfDurations: Check = (value) =>
  Array.isArray(value) && value.every((entry) => typeof entry === 'string' && parseDuration(entry) !== undefined)
    ? undefined
    : "must be a list of durations such as ['50ms', '1s']"

const duration = unit(parseDuration, 'duration', '100ms')
const ratio = unit(parseRatio, 'ratio', '99.9%')
const size = unit(parseSize, 'size', '2GB')
const limit = (below: Node): Node => ({ optional: { fields: { below, for: { optional: duration } } } })
const promise: Node = {
  fields: { p95: { optional: duration }, success: { optional: { least: 1, each: ratio } } },
}
const rate = unit(parseRate, 'rate', '100/s')
const slo = { kind: text, title: text, objective: ratio, window: duration }

const service: Shape = {
  name: text,
  title: text,
  description: text,
  owner: text,
  tier: choice(1, 2, 3),
  job: text,
  runtime: {
    fields: {
      id: text,
      title: text,
      cpuUnit: text,
      signals: object,
      requests: { fields: { metric, labels: object, maximum: { optional: metric }, latencyBuckets: listOfDurations } },
    },
  },
  baseUrl: (value) =>
    typeof value === 'string' && /^https?:\/\/[^\s/]+/.test(value)
      ? undefined
      : "must be an address such as 'http://localhost:8080'",
  baseUrlVariable: (value) =>
    typeof value === 'string' && /^[A-Z_][A-Z0-9_]*$/.test(value)
      ? undefined
      : "must be the name of an environment variable such as 'WALLET_SERVICE_URL'",
  repositoryUrl: {
    optional: (value) =>
      typeof value === 'string' && /^https?:\/\/[^\s/@]+(\/[^\s]*)?$/.test(value)
        ? undefined
        : "must be an address without credentials, such as 'https://git.example.org/shop/blob/main'",
  },
  endpoints: { fields: { health: path, ready: path, metrics: path } },
  operations: {
    least: 1,
    each: {
      fields: {
        method: choice('GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
        uri: path,
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
        latency: { fields: { ...slo, within: duration, operations: { optional: listOfText } } },
        availability: { fields: { ...slo, operations: { optional: listOfText } } },
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
          arrivals: { fields: { kind: text, stages, virtualUsers: count } },
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

/** Whether the value is an object with named fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function child(parent: string, field: string): string {
  return parent === '' ? field : `${parent}.${field}`
}

function findings(value: unknown, node: Node, at: string): Report[] {
  const bad = (problem: string) => [
    error(
      'shape',
      at,
      value === undefined ? `is missing and ${problem}` : `${problem}, not ${JSON.stringify(value)}`,
      'Write it as the type says; the compiler names the field too.',
    ),
  ]
  if (typeof node === 'function') {
    const problem = node(value)
    return problem === undefined ? [] : bad(problem)
  }
  if ('optional' in node) return value === undefined ? [] : findings(value, node.optional, at)
  if (!isRecord(value)) return bad('must be an object')
  if ('choose' in node) {
    const chosen = node.from[String(value[node.choose])]
    return chosen
      ? findings(value, chosen, at)
      : findings(value[node.choose], choice(...Object.keys(node.from)), child(at, node.choose))
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
      .filter((field) => !(field in node.fields))
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
