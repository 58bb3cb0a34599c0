import type { Service } from '../model/service.ts'
import { bytes, share } from '../model/units.ts'
import type { LimitedResource, Saturation } from './resource.ts'

/** How a resource went: `[seconds since 1970, level]`, ascending in time. */
export interface ResourceCourse extends LimitedResource {
  readonly points: readonly (readonly [number, number])[]
}

/** The resources of a service that have a limit of their own; the mean response is no resource. */
export function limitedResources({ limits }: Service): readonly LimitedResource[] {
  const { cpu, heap, databasePool } = limits
  return [
    ...(cpu ? [{ resource: 'cpu', title: 'CPU', bound: share(cpu.below) } as const] : []),
    ...(databasePool
      ? [{ resource: 'databasePool', title: 'database pool', bound: share(databasePool.below) } as const]
      : []),
    ...(heap ? [{ resource: 'heap', title: 'heap', bound: bytes(heap.below) } as const] : []),
  ]
}

/** Which resource reached its limit first. `undefined` where nothing was measured. */
export function firstSaturated(courses: readonly ResourceCourse[]): Saturation | undefined {
  const reached = courses.flatMap(({ points, ...limited }): Saturation[] => {
    const first = points.find(([, level]) => level >= limited.bound)
    return first === undefined ? [] : [{ ...limited, at: first[0], level: first[1] }]
  })
  const nearest = courses.flatMap(({ points, ...limited }): Saturation[] => {
    const levels = points.map(([, level]) => level).filter(Number.isFinite)
    return levels.length === 0 ? [] : [{ ...limited, level: Math.max(...levels) }]
  })
  return (
    [...reached].sort((one, other) => (one.at ?? 0) - (other.at ?? 0))[0] ??
    [...nearest].sort((one, other) => other.level / other.bound - one.level / one.bound)[0]
  )
}
