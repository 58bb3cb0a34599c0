import type { Service } from '../../src/model/service.ts'
import type { Cause } from './markdown.ts'

/** Refused requests: the client's mistake, or ours in what we ask of it. */
export const refusals: readonly Cause[] = [
  {
    title: 'HTTP 400: the payload does not pass validation',
    signs: 'Refusals with reason `validation` have risen, often from one client and since its release.',
    mend: 'Read the `code` and `message` of an answer. If the contract has not changed, tell the client’s owner; if it has, accept the old form again.',
  },
  {
    title: 'HTTP 404: ids that do not exist',
    signs:
      'Reason `not_found`: a client uses ids of another environment or of deleted data, or a script transacts before it has created.',
    mend: 'Check an id by hand in the data store. Missing data is an incident of its own: stop and restore before anything else.',
  },
  {
    title: 'Business rules refuse (400 or 409)',
    signs:
      'Reasons such as `insufficient_funds` or `conflict`. Refusals are correct answers and spend no error budget.',
    mend: 'Nothing to mend in the service unless the rule itself is new: then look at its release.',
  },
]

/** Pauses of the runtime. */
export function garbageCollection(service: Service): readonly Cause[] {
  if (service.runtime.signals.garbageCollection.kind === 'absent') return []
  return [
    {
      title: 'Garbage collection',
      signs:
        'The share of time in garbage collection is above 5%, the heap stays near its limit after each collection, and latency has peaks on all operations at once.',
      mend: 'A heap that only grows is a leak: take a heap snapshot, then restart one instance after the other. A heap that is full of live data needs more memory or less load.',
    },
  ]
}

/** The database and the way to it. */
export function database(service: Service): readonly Cause[] {
  const { databasePool } = service.runtime.signals
  const signs =
    databasePool.kind === 'absent'
      ? 'The runtime shows no metrics of its pool: requests in flight pile up while CPU is low.'
      : 'All connections are in use and requests wait for one; CPU is low, latency sits near the pool’s own timeout.'
  return [
    {
      title: 'Connection pool exhausted',
      signs,
      mend: 'Find what holds connections: slow statements, locks (`pg_stat_activity`, `pg_locks`), or a transaction that waits for something else. End the statement that blocks; a larger pool only helps a database that has room.',
    },
  ]
}

/** Nobody answers. */
export function serviceDown(service: Service): readonly Cause[] {
  return [
    {
      title: 'The process has ended, or does not start',
      signs: `\`up{job="${service.job}"}\` is 0 or gone; \`docker-compose ps\` or \`npx sidelight stack status\` shows it stopped.`,
      mend: 'Read its last log lines (`docker-compose logs`, `npx sidelight stack logs`). After a release: roll back. Out of memory: look at the heap before the end. Cannot reach its database: go there.',
    },
  ]
}

/** The way between who asks and who answers. */
export const network: Cause = {
  title: 'Network',
  signs:
    'Some instances or some callers only; connection errors and timeouts at the client while the service itself counts neither.',
  mend: 'From where Prometheus runs: `curl` the health endpoint by name and by address. By address alone: DNS. Neither: routes, firewall, a proxy in between. Look at what was changed there last.',
}

/** A new version. */
export const release: Cause = {
  title: 'A release',
  signs: 'It began within minutes of a start of the processes.',
  mend: 'Roll back first, find out afterwards.',
}
