import type { Rule } from '../rule.ts'
import { type StructureFault, structureFaults } from '../structure.ts'

function letters(word: string): string {
  return [...word.toLowerCase()].sort().join('')
}

/** Whether one word is the other with two letters changed about, or with one letter more. */
function isSlip(one: string, other: string): boolean {
  if (one.length === other.length) return letters(one) === letters(other)
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  if (short.length < 6 || long.length - short.length > 1) return false
  return [...long].some((_, at) => long.slice(0, at) + long.slice(at + 1) === short)
}

/** Dashboards of older and newer Grafanas have properties that the schema does not know: only a slip of the pen is a fault. */
function meant({ unknown }: StructureFault): string | undefined {
  return unknown?.known.find((known) => isSlip(unknown.name, known))
}

/** Grafana reads a value of the wrong type as its default, without a word. */
export const structureRule: Rule = {
  id: 'structure',
  about: "Every part has the form that Grafana's JSON Schemas of the dashboard and of its panels give it.",
  check: (dashboard) =>
    structureFaults(dashboard).flatMap((fault) => {
      const { panel, at, what, unknown } = fault
      const near = meant(fault)
      const where = panel ? { panel } : {}
      if (near !== undefined)
        return [{ ...where, what: `has the property ${at}, which does nothing`, mend: `Did you mean ${near}?` }]
      return unknown
        ? []
        : [{ ...where, what: `${at || 'the dashboard'} ${what}`, mend: 'Set it again in Grafana, or take it out.' }]
    }),
}
