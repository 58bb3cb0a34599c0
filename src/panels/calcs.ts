import type { Cell } from './frame.ts'

type Calculation = (values: readonly number[], all: readonly Cell[]) => Cell

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.floor(sorted.length * share)))] ?? Number.NaN
}

function increase(values: readonly number[]): number {
  // A counter that begins anew: what it shows after that has been added since.
  return values.reduce(
    (total, value, at) =>
      total + (at === 0 ? 0 : value - (values[at - 1] ?? 0) >= 0 ? value - (values[at - 1] ?? 0) : value),
    0,
  )
}

const deviation = (values: readonly number[]): number => {
  const centre = mean(values)
  return sum(values.map((value) => (value - centre) ** 2)) / values.length
}

const calculations: ReadonlyMap<string, { readonly name: string; readonly of: Calculation }> = new Map<
  string,
  { name: string; of: Calculation }
>([
  ['lastNotNull', { name: 'Last *', of: (values) => values.at(-1) ?? null }],
  ['last', { name: 'Last', of: (_, all) => all.at(-1) ?? null }],
  ['firstNotNull', { name: 'First *', of: (values) => values[0] ?? null }],
  ['first', { name: 'First', of: (_, all) => all[0] ?? null }],
  [
    'min',
    { name: 'Min', of: (values) => values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY) },
  ],
  [
    'max',
    { name: 'Max', of: (values) => values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) },
  ],
  ['mean', { name: 'Mean', of: mean }],
  ['median', { name: 'Median', of: (values) => quantile(values, 0.5) }],
  ['sum', { name: 'Total', of: sum }],
  ['count', { name: 'Count', of: (_, all) => all.length }],
  ['range', { name: 'Range', of: (values) => Math.max(...values) - Math.min(...values) }],
  ['delta', { name: 'Delta', of: increase }],
  ['diff', { name: 'Difference', of: (values) => (values.at(-1) ?? 0) - (values[0] ?? 0) }],
  [
    'diffperc',
    { name: 'Difference percent', of: (values) => ((values.at(-1) ?? 0) - (values[0] ?? 0)) / (values[0] ?? 0) },
  ],
  ['variance', { name: 'Variance', of: deviation }],
  ['stdDev', { name: 'StdDev', of: (values) => Math.sqrt(deviation(values)) }],
  ['distinctCount', { name: 'Distinct Count', of: (_, all) => new Set(all).size }],
  ['allIsZero', { name: 'All Zeros', of: (values) => (values.every((value) => value === 0) ? 1 : 0) }],
  ['allIsNull', { name: 'All Null', of: (values) => (values.length === 0 ? 1 : 0) }],
])

/** The id of a calculation, from its older spellings too. */
function known(id: string): string {
  return { current: 'lastNotNull', avg: 'mean', total: 'sum' }[id] ?? id
}

/** What people call a calculation: `Mean`, `Last *`. Unknown ones are called by their id. */
export function calculationName(id: string): string {
  const share = /^p(\d{1,2})$/.exec(id)?.[1]
  return share === undefined ? (calculations.get(known(id))?.name ?? id) : `${share}th %`
}

/**
 * One value of many, such as `mean` or `lastNotNull`; gaps and NaN do not count. `null` where there is nothing to take it of or
 * the calculation is unknown. Text gives the first or last text.
 */
export function calculate(id: string, all: readonly Cell[]): Cell {
  const present = all.filter((value) => value !== null && !Number.isNaN(value))
  if (present.some((value) => typeof value !== 'number')) {
    if (id === 'count') return all.length
    return (id.startsWith('first') ? present[0] : present.at(-1)) ?? null
  }
  const values = present as readonly number[]
  const share = /^p(\d{1,2})$/.exec(id)?.[1]
  if (share !== undefined) return values.length === 0 ? null : quantile(values, Number(share) / 100)
  const calculation = calculations.get(known(id))
  if (calculation === undefined) return null
  const isCounted = ['count', 'distinctCount', 'allIsNull', 'last', 'first'].includes(id)
  return values.length === 0 && !isCounted ? null : calculation.of(values, all)
}
