import { isUnmeasured } from '../../../src/analysis/run.ts'
import type { Service } from '../../../src/model/service.ts'
import { healthRows } from '../readings/health.ts'
import { errorShare, shownLatency } from '../readings/history.ts'
import type { Reading } from '../readings/reading.ts'
import { textOf } from './values.ts'

/** A reading in one line, for a file or a pipe: it can be searched, and needs no terminal. */
export function plainLine(service: Service, reading: Reading, clock: string): string {
  const { presence, served, levels, alerts, runs } = reading
  const latency = shownLatency(reading)
  const health = healthRows(service, reading)
  const broken = health.filter(({ kind, state }) => kind !== 'service' && state === 'broken').map(({ id }) => id)
  const firing = isUnmeasured(alerts) ? [] : alerts.filter(({ state }) => state === 'firing').map(({ name }) => name)
  const on = isUnmeasured(runs) ? [] : runs.map(({ testid }) => testid)
  return [
    clock,
    presence.state,
    `traffic ${textOf(served.requestRate, 'perSecond')}`,
    `${latency.kind} ${textOf(latency.value, 'milliseconds')}`,
    `errors ${textOf(errorShare(reading), 'ratio')}`,
    `cpu ${textOf(levels.cpu, 'ratio')}`,
    `heap ${textOf(levels.heap, 'bytes')}`,
    `pool ${textOf(levels.databasePool, 'ratio')}`,
    ...(broken.length > 0 ? [`broken ${broken.join(',')}`] : []),
    ...(firing.length > 0 ? [`alerts ${firing.join(',')}`] : []),
    ...(on.length > 0 ? [`run ${on.join(',')}`] : []),
    ...(presence.state === 'down' ? [presence.detail] : []),
    ...(reading.notice === undefined ? [] : [reading.notice]),
  ].join('  ')
}
