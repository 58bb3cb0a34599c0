import { alertNames } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import { type MeasuredLimit, measuredLimits } from '../limits.ts'
import { database, garbageCollection } from './causes.ts'
import type { Cause, Runbook } from './markdown.ts'
import { budgetQueries, latencyQueries, saturationQueries } from './queries.ts'

const load: Cause = {
  title: 'More load than the service was sized for',
  signs: 'Requests per second have risen with it, on all instances alike.',
  mend: 'Add instances, or shed load at the edge; then compare with the breaking point of the last load test.',
}

function causesOf(service: Service, alert: string): readonly Cause[] {
  switch (alert) {
    case alertNames.limits.heap:
      return [...garbageCollection(service), load]
    case alertNames.limits.databasePool:
      return [...database(service), load]
    case alertNames.limits.cpu:
      return [load, ...garbageCollection(service)]
    default:
      return [...database(service), ...garbageCollection(service), load]
  }
}

function limitRunbook(service: Service, limit: MeasuredLimit): Runbook {
  return {
    alert: limit.alert,
    meaning: `${limit.what} of ${service.title} has been above ${limit.below} for ${limit.for}. No promise is broken yet; the next peak may break one.`,
    first: [
      'See whether an SLO burns: if so, follow its runbook instead.',
      'See whether it rises or has settled: a line that rises will reach the end of the resource.',
    ],
    queries: [
      { purpose: `The level that is judged, ${limit.where}:`, expression: limit.level },
      ...saturationQueries(service),
      ...latencyQueries(service),
      ...budgetQueries(service).slice(0, 2),
    ],
    causes: causesOf(service, limit.alert),
    after: `It ends as soon as the level is at or below ${limit.below}. A limit that is exceeded week after week is wrong or the service is too small: change one of them in the definition.`,
  }
}

/** Runbooks of the limits that the service's runtime can measure. */
export function limitRunbooks(service: Service): readonly Runbook[] {
  return measuredLimits(service).map((limit) => limitRunbook(service, limit))
}
