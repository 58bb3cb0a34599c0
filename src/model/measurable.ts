import { bucketBoundaries } from './request-signals.ts'
import type { LatencySlo, Service, Slo } from './service.ts'
import { seconds } from './units.ts'

function latencyUnmeasurable(service: Service, slo: LatencySlo): string | undefined {
  switch (service.runtime.requests.histogram.kind) {
    case 'none':
      return `${service.runtime.title} is declared without a request histogram`
    case 'classic':
      return bucketBoundaries(service).includes(seconds(slo.within))
        ? undefined
        : `${slo.within} is no bucket boundary of the request histogram`
    // It interpolates within a bucket, so that any threshold will do.
    case 'native':
      return undefined
  }
}

/**
 * Why the service's own metrics cannot tell whether the SLO is kept, or `undefined` when they can. Such an SLO gets no
 * rules and no alerts; a load run may still judge it by what the client saw.
 */
export function unmeasurable(service: Service, slo: Slo): string | undefined {
  if (service.runtime.unobserved !== undefined) return service.runtime.unobserved
  switch (slo.kind) {
    case 'availability':
      return undefined
    case 'latency':
      return latencyUnmeasurable(service, slo)
    case 'business-errors':
      return service.business ? undefined : 'the definition names no business counters'
  }
}

/** The SLOs that the service's own metrics can tell, by id, in the order of the definition. */
export function measurableSlos(service: Service): readonly (readonly [id: string, slo: Slo])[] {
  return Object.entries(service.slos).filter(([, slo]) => unmeasurable(service, slo) === undefined)
}
