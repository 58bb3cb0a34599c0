import type { Service } from '../model/service.ts'
import { resourceNames } from './resource.ts'
import { runSchemaVersion, type ServiceSignals } from './run.ts'
import { servedOf } from './served.ts'

/** The signals of a run on a service that exposes none, for this reason: all of them declared absent. */
export function unobservedSignals(service: Service, reason: string): ServiceSignals {
  const absent = { unmeasured: reason, declaredAbsent: true } as const
  return {
    schemaVersion: runSchemaVersion,
    ...servedOf(service, absent, 0),
    resources: Object.fromEntries(resourceNames.map((name) => [name, absent])) as ServiceSignals['resources'],
    garbageCollection: absent,
    scrapes: absent,
    restarts: absent,
  }
}
