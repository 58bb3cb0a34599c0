import type { Service, Slo } from '../src/model/service.ts'
import { availability } from './sli/availability.ts'
import { businessErrors } from './sli/business-errors.ts'
import { latency } from './sli/latency.ts'
import type { Sli } from './sli.ts'

/** How the service's own metrics count the events of an SLO that is measurable (`measurableSlos`). */
export function sliOf(service: Service, slo: Slo): Sli {
  switch (slo.kind) {
    case 'availability':
      return availability(service, slo)
    case 'latency':
      return latency(service, slo)
    case 'business-errors':
      return businessErrors(service)
  }
}
