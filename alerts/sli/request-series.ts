import { selector } from '../../src/model/promql.ts'
import type { Service } from '../../src/model/service.ts'
import { operationsOf } from '../../src/model/signals.ts'
import { counter, type InputSeries, nativeHistogram, type Stretch } from '../traffic.ts'

/** Some of a service's requests: how they were answered, and how many of them there were. */
export interface Answers {
  readonly status: string
  /** Duration in seconds of each of them. */
  readonly duration: number
  readonly amount: (stretch: Stretch) => number
  readonly onlyBad?: boolean
}

function labelsOf(service: Service, method: string, uri: string, status: string) {
  const names = service.runtime.requests.labels
  return { job: service.job, instance: 'a:1', [names.method]: method, [names.uri]: uri, [names.status]: status }
}

/** The service, the buckets that matter, and what happens: the same for all series of a test. */
interface Setting {
  readonly service: Service
  /** Upper boundaries in seconds of a classic histogram. */
  readonly boundaries: readonly number[]
  readonly traffic: readonly Stretch[]
}

/** The series of the server's request metric for one kind of answer. */
function answered(
  { service, boundaries, traffic }: Setting,
  call: { readonly method: string; readonly uri: string },
  answers: Answers,
): readonly InputSeries[] {
  const { metric, histogram } = service.runtime.requests
  const own = labelsOf(service, call.method, call.uri, answers.status)
  const { onlyBad } = answers
  if (histogram.kind === 'native') {
    const notation = nativeHistogram(answers.duration)
    return [counter(selector(metric, own).text, traffic, answers.amount, { onlyBad, notation })]
  }
  const series = (part: string, more: Record<string, string>, amount: (stretch: Stretch) => number) =>
    counter(selector(`${metric}_${part}`, { ...own, ...more }).text, traffic, amount, { onlyBad })
  return [
    series('count', {}, answers.amount),
    ...boundaries.map((boundary) =>
      // As Prometheus 3 stores it: an integer boundary with a decimal point.
      series('bucket', { le: Number.isInteger(boundary) ? `${boundary}.0` : String(boundary) }, (stretch) =>
        answers.duration <= boundary ? answers.amount(stretch) : 0,
      ),
    ),
  ]
}

/**
 * Requests of the first of these operations, and beside them what must never count: a failing, slow health check of the
 * same service, and the same failing operation of another service.
 */
export function requestSeries(
  setting: Setting,
  operations: readonly string[] | undefined,
  answers: readonly Answers[],
): readonly InputSeries[] {
  const { service } = setting
  const [first] = operationsOf(service, operations)
  if (!first) return []
  const [, operation] = first
  const foreign: Answers = { status: '503', duration: Number.POSITIVE_INFINITY, amount: () => 60, onlyBad: true }
  const other = { ...service, job: `other-than-${service.job}` }
  return [
    ...answers.flatMap((some) => answered(setting, operation, some)),
    ...answered(setting, { method: operation.method, uri: service.endpoints.health }, foreign),
    ...answered({ ...setting, service: other }, operation, foreign),
  ]
}
