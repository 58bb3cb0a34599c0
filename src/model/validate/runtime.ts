import type { Service } from '../service.ts'
import { parseDuration, parseRatio } from '../units.ts'
import { error, type Report, warning } from './finding.ts'

/** A metrics page that nothing reads, or none where something would; counters that nobody exposes. */
function exposureFindings({ runtime, endpoints, business }: Service): readonly Report[] {
  if (runtime.unobserved === undefined)
    return endpoints.metrics === undefined
      ? [
          error(
            'metrics-page-missing',
            'endpoints.metrics',
            `nothing says where ${runtime.title} shows its metrics`,
            "Name the page, such as '/metrics'; or say runtime: noMetrics() where the service exposes none.",
          ),
        ]
      : []
  const unread = (path: string, what: string) =>
    error(
      'metrics-unread',
      path,
      `the runtime says that the service exposes no metrics, so that nothing reads ${what}`,
      'Take it out, or choose the runtime of the service.',
    )
  return [
    ...(endpoints.metrics === undefined ? [] : [unread('endpoints.metrics', 'this page')]),
    ...(business === undefined ? [] : [unread('business', 'these counters')]),
  ]
}

/** A runtime that is at odds with the rest, buckets out of order, and limits on what the runtime cannot measure. */
export function runtimeFindings(service: Service): readonly Report[] {
  const found: Report[] = [...exposureFindings(service)]
  const { histogram } = service.runtime.requests
  const named = histogram.kind === 'classic' ? histogram.boundaries : []
  const boundaries = named.map((boundary) => parseDuration(boundary) ?? 0)
  if (boundaries.some((boundary, index) => index > 0 && boundary <= (boundaries[index - 1] ?? 0)))
    found.push(
      error(
        'bucket-order',
        'runtime.requests.histogram.boundaries',
        'the boundaries do not ascend',
        'Sort them, each once.',
      ),
    )
  for (const resource of ['cpu', 'heap', 'databasePool'] as const) {
    const signal = service.runtime.signals[resource]
    if (service.limits[resource] && signal.kind === 'absent')
      found.push(
        warning(
          'limit-unmeasured',
          `limits.${resource}`,
          `${service.runtime.title} does not measure it: ${signal.reason}`,
          'Name the metrics in the runtime preset, or take the limit out.',
        ),
      )
  }
  const { unobserved } = service.runtime
  if (service.limits.meanResponse && unobserved !== undefined)
    found.push(
      warning(
        'limit-unmeasured',
        'limits.meanResponse',
        `${service.runtime.title} does not measure it: ${unobserved}`,
        'Take the limit out: the load targets of the operations judge what the client measures.',
      ),
    )
  for (const resource of ['cpu', 'databasePool'] as const) {
    const below = service.limits[resource]?.below
    const value = below === undefined ? undefined : parseRatio(below)
    if (value !== undefined && (value <= 0 || value > 1))
      found.push(
        error(
          'limit-range',
          `limits.${resource}.below`,
          `${below} can never be exceeded or never be kept`,
          'Write a share above 0% and up to 100%.',
        ),
      )
  }
  return found
}
