import type { Service } from '../service.ts'
import { parseDuration, parseRatio } from '../units.ts'
import { error, type Report, warning } from './finding.ts'

/** Buckets out of order, and limits on what the runtime cannot measure. */
export function runtimeFindings(service: Service): readonly Report[] {
  const found: Report[] = []
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
