import type { Fleet, Service } from './service.ts'

/** Whether the service exposes metrics: something of its own to scrape, to draw and to alert on. */
export function isObserved({ runtime }: Service): boolean {
  return runtime.unobserved === undefined
}

/** The services that expose metrics. */
export function observed(fleet: Fleet): Fleet {
  return fleet.filter(isObserved)
}
