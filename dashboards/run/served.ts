import { observed } from '../../src/model/observed.ts'
import type { Matchers } from '../../src/model/promql.ts'
import { hasHistogram } from '../../src/model/request-signals.ts'
import type { Fleet, Service } from '../../src/model/service.ts'
import { chosenJobs, chosenOperation } from '../variables.ts'

/** Services that expose their requests and call them the same: one query serves them all, and the job says which one is meant. */
export function requestShapes(fleet: Fleet): readonly Service[] {
  const shapes = new Map<string, Service>()
  for (const service of observed(fleet)) {
    const { metric, labels, histogram } = service.runtime.requests
    const key = JSON.stringify([metric, labels, histogram.kind === 'native'])
    const known = shapes.get(key)
    // One with a histogram speaks for those without: they give its query no series.
    const better = known === undefined || !hasHistogram(known)
    if (better) shapes.set(key, service)
  }
  return [...shapes.values()]
}

/** The operations of all services as k6 names them, in the order that gives each its colour. */
export function sentNames(fleet: Fleet): Readonly<Record<string, string>> {
  return Object.fromEntries(fleet.flatMap(({ operations }) => Object.keys(operations).map((name) => [name, name])))
}

/** The chosen operation of the chosen jobs, as the service counts its requests. */
export function servedBy(service: Service): Matchers {
  const { method, uri } = service.runtime.requests.labels
  return { job: chosenJobs, [method]: chosenOperation, [uri]: chosenOperation }
}
