import type { Service } from '../model/service.ts'
import { bytes, share } from '../model/units.ts'
import { formatBound, formatValue } from './format-value.ts'
import { generatorWasLimit } from './generator.ts'
import { steadyCounts, steadyServed } from './parts.ts'
import { type Evidence, isUnmeasured, type Measured } from './run.ts'
import type { Diagnosis } from './verdict.ts'

const number = (value: number) => Math.round(value).toLocaleString('en-US')
const measuredOf = (value: Measured | undefined) => (value === undefined || isUnmeasured(value) ? undefined : value)

function listed(counts: Readonly<Record<string, number>>): string {
  const some = Object.entries(counts).filter(([, count]) => count > 0)
  return some
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${number(count)} ${name}`)
    .join(', ')
}

function serviceDown(_: Service, { losses, signals, counts }: Evidence): Diagnosis[] {
  const restarts = measuredOf(signals.restarts) ?? 0
  const connections = isUnmeasured(counts) ? 0 : (counts.total.unexpected.connection ?? 0)
  const seen = [
    ...(losses.service ? [`not ready at ${losses.service.at} (${losses.service.reason})`] : []),
    ...(restarts > 0 ? [`it was restarted ${number(restarts)} times`] : []),
    ...(connections > 0 ? [`${number(connections)} connections failed`] : []),
  ]
  if (losses.service === undefined && restarts === 0) return []
  const next = 'Its log, and its limits of memory and file descriptors: it, or what it depends on, went away.'
  return [{ id: 'service-down', title: 'The service was down', evidence: `${seen.join('; ')}.`, next }]
}

function poolExhausted(service: Service, { signals }: Evidence): Diagnosis[] {
  const { databasePool: pool, databaseWaiting: waiting } = signals.resources
  if (isUnmeasured(pool)) return []
  const bound = service.limits.databasePool ? share(service.limits.databasePool.below) : 1
  const queue = isUnmeasured(waiting) ? 0 : waiting.max
  if (pool.p95 < bound && !(pool.max >= 1 && queue > 0)) return []
  const levels = `P95 ${formatValue(pool.p95, 'ratio')} in use, ${formatValue(pool.max, 'ratio')} at worst`
  const evidence = `${levels}${queue > 0 ? `; up to ${number(queue)} requests waited for a connection` : ''}.`
  const next = 'Slow queries, locks and transactions that stay open; then the size of the pool.'
  return [{ id: 'pool-exhausted', title: 'The database pool was exhausted', evidence, next }]
}

// A tenth of the time in pauses is what a run-time that is short of memory spends at least.
const mostPauses = 0.1

function garbageCollection({ limits }: Service, { signals }: Evidence): Diagnosis[] {
  const pauses = measuredOf(signals.garbageCollection)
  if (pauses === undefined || pauses < mostPauses) return []
  const { heap } = signals.resources
  const of = limits.heap ? `, limit ${formatBound(bytes(limits.heap.below), 'bytes')}` : ''
  const size = isUnmeasured(heap) ? '' : `; heap ${formatValue(heap.p95, 'bytes')} (P95)${of}`
  const evidence = `It took ${formatValue(pauses, 'ratio')} of the time${size}.`
  const next = 'What is allocated for each request, caches without bounds, and the size of the heap.'
  return [{ id: 'garbage-collection', title: 'Garbage collection held it up', evidence, next }]
}

// From this lag on, waiting for the loop shows in every latency.
const mostLag = 0.1

function eventLoop({ runtime }: Service, { signals }: Evidence): Diagnosis[] {
  const { eventLoopLag: lag, cpu } = signals.resources
  if (isUnmeasured(lag) || lag.p95 < mostLag) return []
  const busy = isUnmeasured(cpu) ? '' : `; CPU ${formatValue(cpu.p95, 'ratio')} (P95) of ${runtime.cpuUnit}`
  const evidence = `It ran late by ${formatValue(lag.p95 * 1000, 'milliseconds')} (P95)${busy}.`
  const next = 'A CPU profile: synchronous work, large JSON, cryptography; or more instances.'
  return [{ id: 'event-loop-blocked', title: 'The event loop was blocked', evidence, next }]
}

function refusals(_: Service, { counts, signals }: Evidence): Diagnosis[] {
  if (isUnmeasured(counts)) return []
  const refused = counts.total.unexpected.refused ?? 0
  if (refused === 0) return []
  const operations = Object.entries(counts.operations).map(([name, { unexpected }]) => [name, unexpected.refused ?? 0])
  const reasons = listed(signals.refusals ?? {})
  const own = reasons === '' ? '' : ` The service's own reasons, expected ones among them: ${reasons}.`
  const evidence = `${number(refused)} answers of 3xx or 4xx that nobody provoked: ${listed(Object.fromEntries(operations))}.${own}`
  const next =
    'The bodies that are sent, whether the ids exist before they are used, and the rules of the business; k6.log has examples.'
  return [{ id: 'refusals', title: 'Requests were refused', evidence, next }]
}

// Less than this is what any connection costs.
const leastDistance = 20

function network(service: Service, evidence: Evidence): Diagnosis[] {
  const { counts, signals, generator } = evidence
  const client = isUnmeasured(counts) ? undefined : steadyCounts(counts).total.latency?.p95
  const { latency } = steadyServed(signals)
  const served = measuredOf(latency.p95) ?? measuredOf(latency.average)
  if (client === undefined || served === undefined || generatorWasLimit(generator)) return []
  if (client - served < leastDistance || client < 2 * served) return []
  // Before the event loop takes a request the service measures nothing of it.
  if (eventLoop(service, evidence).length > 0) return []
  const seen = `P95 at the client ${formatValue(client, 'milliseconds')}, in the service ${formatValue(served, 'milliseconds')}.`
  const next = 'The way between: network, proxies, TLS, new connections, and the queue in front of the service.'
  return [{ id: 'network', title: 'The time passes outside of the service', evidence: seen, next }]
}

function generatorAtLimit(_: Service, { generator }: Evidence): Diagnosis[] {
  if (!generatorWasLimit(generator)) return []
  const cpu = measuredOf(generator.cpuShare)
  const late = measuredOf(generator.lateShare)
  const parts = [
    ...(cpu === undefined ? [] : [`CPU ${formatValue(cpu, 'ratio')} of its machine`]),
    ...(late === undefined ? [] : [`${formatValue(late, 'ratio')} of the iterations late`]),
  ]
  const next = 'A machine of its own for k6, or a smaller load.'
  return [{ id: 'generator', title: 'The load generator was the limit', evidence: `${parts.join(', ')}.`, next }]
}

/** What the evidence points to as causes, the most telling first. Nothing where it points to nothing. */
export function diagnose(service: Service, evidence: Evidence): Diagnosis[] {
  const rules = [serviceDown, poolExhausted, garbageCollection, eventLoop, refusals, network, generatorAtLimit]
  return rules.flatMap((rule) => rule(service, evidence))
}
