/** The characters of a sparkline, from the lowest to the highest; a gap is where nothing was measured. */
export interface Ramp {
  readonly steps: string
  readonly gap: string
}

/** The two alphabets: eighths of a block, and letters of seven bits for terminals that know no others. */
export const ramps = {
  blocks: { steps: '▁▂▃▄▅▆▇█', gap: ' ' },
  ascii: { steps: '_.-=+*%#', gap: ' ' },
} as const satisfies Record<string, Ramp>

/** Values as a row of characters between 0 and `top`, which is at least the highest value. */
export function sparkline(cells: readonly (number | undefined)[], ramp: Ramp, least = 0): string {
  const top = cells.reduce<number>((highest, value) => Math.max(highest, value ?? 0), least)
  const last = ramp.steps.length - 1
  return cells
    .map((value) => {
      if (value === undefined) return ramp.gap
      if (top <= 0 || value <= 0) return ramp.steps.charAt(0)
      return ramp.steps.charAt(Math.min(last, Math.round((value / top) * last)))
    })
    .join('')
}
