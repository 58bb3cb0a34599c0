import type { LintedPanel, Place } from '../linted.ts'
import type { Fault, Rule } from '../rule.ts'

const columns = 24

function overlaps(a: Place, b: Place | undefined): boolean {
  return b !== undefined && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

function isOutside({ x, y, w, h }: Place): boolean {
  return x < 0 || y < 0 || w < 1 || h < 1 || x + w > columns
}

/** A row is as wide as the dashboard and one line high, whatever it says. */
function placeOf({ isRow, place }: LintedPanel): Place | undefined {
  return isRow && place ? { ...place, x: 0, w: columns, h: 1 } : place
}

/** Every panel inside Grafana's 24 columns, and no panel upon another: Grafana would push it elsewhere. */
export const gridRule: Rule = {
  id: 'grid',
  about: 'Every panel has a place inside the 24 columns, and none lies upon another.',
  check: ({ panels, json }) => {
    // Panels of a collapsed row have places of their own, which matter when it is opened.
    const shown = new Set(Array.isArray(json['panels']) ? json['panels'] : [])
    const visible = panels.filter((panel) => shown.has(panel.json))
    return visible.flatMap((panel, index): Fault[] => {
      const place = placeOf(panel)
      const mend = 'Set its gridPos.'
      if (place === undefined) return [{ panel, what: 'has no place', mend }]
      const below = visible.slice(0, index).filter((other) => overlaps(place, placeOf(other)))
      return [
        ...(isOutside(place) ? [{ panel, what: 'lies outside the grid', mend }] : []),
        ...below.map((other) => ({ panel, what: `overlaps with "${other.title}"`, mend: 'Move one of them.' })),
      ]
    })
  },
}
