import { isUnmeasured } from '../../../src/analysis/run.ts'
import { type HealthRow, healthCode, healthRows, healthSummary } from '../readings/health.ts'
import { alertLines } from './alerts.ts'
import { headerLines, runLines } from './header.ts'
import { fitted, type Line, span } from './line.ts'
import { operationLines } from './operations.ts'
import { roomBelow, screen, waiting } from './screen.ts'
import { signalLines } from './signals.ts'
import { limitTable, sloStrip, sloTable } from './slos.ts'
import type { Frame, View } from './view.ts'

const blank: Line = []
const allLevels = 7

/** A blank line where there is room for one. */
const gap = (room: number): Line[] => (room > 0 ? [blank] : [])

/** The four golden signals with their curves, and every operation. */
export const realtimeFrame: Frame = (view) => {
  const { reading } = view
  const top = [...headerLines(view), ...runLines(view)]
  if (reading === undefined) return screen(view, top, waiting)
  const slos = sloStrip(view, reading)
  const operations = Object.keys(view.service.operations).length + 1
  const room = roomBelow(view, top) - slos.length
  // Latency, traffic and errors, then as many resources as leave room for the operations; at least CPU and the pool.
  const levels = Math.max(3, Math.min(allLevels, room - 3 - operations - 2))
  const signals = signalLines(view, reading, { curves: true, levels })
  const left = room - signals.length
  const gaps = left - operations
  return screen(view, top, [
    ...slos,
    ...gap(gaps - 1),
    ...signals,
    ...gap(gaps),
    ...operationLines(view, reading, left - Math.max(0, Math.min(2, gaps))),
  ])
}

/** The golden metrics against what is promised of them, the budgets as they burn, the alerts, and the run that is on. */
export const stressFrame: Frame = (view) => {
  const { reading } = view
  const top = [...headerLines(view), ...stressRuns(view)]
  if (reading === undefined) return screen(view, top, waiting)
  const signals = signalLines(view, reading, { curves: true, levels: 3 })
  const all = signalLines(view, reading, { curves: true, levels: allLevels })
  const slos = sloTable(view, reading)
  const limits = limitTable(view, reading)
  const room = roomBelow(view, top)
  const roomy = room >= all.length + slos.length + limits.length + 8
  const fixed = [
    ...(roomy ? all : signals),
    blank,
    ...slos,
    blank,
    ...(roomy ? [[span('LIMIT', 'faint')], ...limits, blank] : []),
  ]
  return screen(view, top, [...fixed, ...alertLines(view, reading, room - fixed.length)])
}

function stressRuns(view: View): Line[] {
  const { reading } = view
  const lines = runLines(view)
  if (lines.length > 0 || reading === undefined) return lines
  const why = isUnmeasured(reading.runs) ? `no data: ${reading.runs.unmeasured}` : 'no load run is on'
  return [fitted([span('RUN ', 'strong'), span(why, 'faint')], view.columns)]
}

/** Why SLOs are not kept or not told, each reason once. */
function sloReasons(rows: readonly HealthRow[]): readonly string[] {
  const reasons = rows.filter(({ kind, state, reason }) => kind === 'slo' && state !== 'ok' && reason !== undefined)
  const own = new Set(reasons.map(({ reason }) => reason))
  if (own.size === 1 && reasons.length > 1) return [...own].map(String)
  return reasons.map(({ title, reason }) => `${title}: ${reason}`)
}

const words = { 0: 'HEALTHY', 1: 'BROKEN', 3: 'NOT MEASURED' } as const

/** One look: the signals, every promise, and what they come to. */
export const quickFrame: Frame = (view) => {
  const { reading } = view
  const top = [...headerLines(view), ...runLines(view)]
  if (reading === undefined) return screen(view, top, waiting)
  const rows = healthRows(view.service, reading)
  const code = healthCode(rows)
  const word = code === 0 || code === 1 || code === 3 ? words[code] : ''
  const tone = code === 0 ? 'good' : code === 1 ? 'bad' : 'warning'
  return screen(view, top, [
    ...signalLines(view, reading, { curves: false, levels: allLevels }),
    blank,
    ...sloTable(view, reading),
    ...sloReasons(rows).map((reason) => fitted([span(`  ${reason}`, 'faint')], view.columns)),
    fitted([span(`  NOW: ${reading.sloWindow}`, 'faint')], view.columns),
    blank,
    [span('LIMIT', 'faint')],
    ...limitTable(view, reading),
    blank,
    ...(isUnmeasured(reading.alerts) ? [] : [...alertLines(view, reading, 12), blank]),
    [span(word, tone), span(`  ${healthSummary(rows)}`)],
  ])
}
