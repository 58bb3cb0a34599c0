import { labels } from '../../src/model/names.ts'
import type { Matchers } from '../../src/model/promql.ts'
import type { Service, Slo } from '../../src/model/service.ts'

/** An SLO that the service's own metrics can tell. */
export interface MeasuredSlo {
  readonly service: Service
  readonly id: string
  readonly slo: Slo
}

/** Selects what the rules record for one SLO. */
export function recordedFor({ service, id }: MeasuredSlo): Matchers {
  return { [labels.service]: service.name, [labels.slo]: id }
}
