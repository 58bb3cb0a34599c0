import { type Fields, textOf } from './json.ts'
import type { PlotSeries } from './model.ts'

type Values = readonly (number | null)[]

function groupOf(stacking: Fields, series: PlotSeries): string | undefined {
  const mode = textOf(stacking['mode'], 'none')
  // Dashboards name groups with texts, and also with `false`.
  return mode === 'none' || !series.isDrawn
    ? undefined
    : `${mode}|${String(stacking['group'] ?? 'A')}|${series.axis}|${series.style.draw}`
}

function totals(members: readonly PlotSeries[]): readonly number[] {
  const length = members[0]?.values.length ?? 0
  return Array.from({ length }, (_, at) => members.reduce((sum, { values }) => sum + Math.abs(values[at] ?? 0), 0))
}

/**
 * Puts the series of each stack on top of one another, negative ones downwards; with "percent" as shares of their sum.
 * A gap adds nothing to those above it.
 */
export function stackSeries(series: readonly PlotSeries[], stackings: readonly Fields[]): readonly PlotSeries[] {
  const groups = series.map((each, index) => groupOf(stackings[index] ?? {}, each))
  const sums = new Map<string, { up: number[]; down: number[]; whole: readonly number[] }>()
  return series.map((each, index) => {
    const group = groups[index]
    if (group === undefined) return each
    const isPercent = group.startsWith('percent')
    const known = sums.get(group) ?? {
      up: [],
      down: [],
      whole: isPercent ? totals(series.filter((_, at) => groups[at] === group)) : [],
    }
    sums.set(group, known)
    const lower: (number | null)[] = []
    const upper: Values = each.values.map((value, at) => {
      const share = value === null ? null : isPercent ? (known.whole[at] ? value / known.whole[at] : 0) : value
      const side = (share ?? 0) < 0 ? known.down : known.up
      const base = side[at] ?? 0
      lower.push(share === null ? null : base)
      if (share === null) return null
      side[at] = base + share
      return base + share
    })
    return { ...each, stacked: { upper, lower } }
  })
}
