import { fitted, type Line, span } from './line.ts'
import type { View } from './view.ts'

const blank: Line = []

const help: readonly (readonly [string, string])[] = [
  ['q, Ctrl-C', 'quit'],
  ['p, space', 'pause: the picture stays as it is, until p is pressed again'],
  ['up, down', 'scroll the operations'],
  ['left, right', 'sort the operations by another column'],
  ['?, h', 'show or hide this help'],
]

function helpLines({ columns, service }: View): Line[] {
  return [
    [span('Keys', 'strong')],
    ...help.map(([keys, what]): Line => fitted([span(`  ${keys.padEnd(14)}`, 'strong'), span(what)], columns)),
    blank,
    [span('Reading it', 'strong')],
    fitted([span('  !         beyond an SLO or a limit of the definition')], columns),
    fitted([span('  slow      P95 beyond what a load test accepts of the operation')], columns),
    fitted([span('  AT RISK   beyond the SLO, but by so few requests that it may be chance')], columns),
    fitted([span('  no data   not measured; never shown as 0')], columns),
    fitted([span('  BURN      1x spends the error budget in exactly its window')], columns),
    fitted([span(`  CPU       100% is ${service.runtime.cpuUnit}`)], columns),
  ]
}

function footer({ choices, columns }: View): Line {
  const keys = choices.help ? '? back' : '? help'
  return fitted(
    [span(`q quit   p ${choices.paused ? 'go on' : 'pause'}   arrows sort, scroll   ${keys}`, 'faint')],
    columns,
  )
}

/**
 * The whole screen: the top, the body (or the help in its place), and the keys at the bottom. Exactly as many lines as
 * the screen has; where a frame may be as long as it likes, the top and the body alone.
 */
export function screen(view: View, top: readonly Line[], body: readonly Line[]): readonly Line[] {
  const { rows } = view
  if (rows === undefined) return [...top, blank, ...body]
  const content = view.choices.help ? helpLines(view) : body
  const lines = [...top, blank, ...content].slice(0, Math.max(0, rows - 1))
  const filled = [...lines, ...Array.from({ length: Math.max(0, rows - 1 - lines.length) }, () => blank)]
  return [...filled, footer(view)].slice(0, rows).map((line) => fitted(line, view.columns))
}

/** How many lines the body has below this top; many where the frame may be as long as it likes. */
export function roomBelow({ rows }: View, top: readonly Line[]): number {
  return rows === undefined ? 1000 : Math.max(0, rows - top.length - 2)
}

/** What stands in the body before the first reading is there. */
export const waiting: readonly Line[] = [[span('Waiting for the first answer ...', 'faint')]]
