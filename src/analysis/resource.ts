/** The resources whose level over a run is kept. */
export const resourceNames = [
  'cpu',
  'heap',
  'databasePool',
  'databaseWaiting',
  'activeRequests',
  'eventLoopLag',
] as const

/** A resource of the service whose level over a run is kept. */
export type ResourceName = (typeof resourceNames)[number]

/** A resource whose limit the definition names: how high it may go, as a share from 0 to 1 or in bytes. */
export interface LimitedResource {
  readonly resource: ResourceName
  readonly title: string
  readonly bound: number
}

/** The resource that reached its limit first, or the one that came nearest to it. */
export interface Saturation extends LimitedResource {
  /** Seconds since 1970; left out where no resource reached its limit. */
  readonly at?: number
  /** Its level then, or its highest one. */
  readonly level: number
}
