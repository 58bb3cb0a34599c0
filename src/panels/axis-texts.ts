import type { PlotAxis } from './model.ts'

/** As many decimals as the labels need, so that none is rounded to what it is not; or, where none are exact, as tell neighbours apart. */
function textsOfOneUnit(axis: Pick<PlotAxis, 'show'>, values: readonly number[]): readonly string[] {
  const numberIn = (text: string) => Number.parseFloat(text.replace(/^[^\d-]+/, ''))
  let apart: readonly string[] | undefined
  for (const decimals of [0, 1, 2, 3]) {
    const texts = values.map((value) => axis.show(value, decimals))
    const isExact = values.every((value, at) => {
      const exact = numberIn(axis.show(value, 8))
      return Math.abs(numberIn(texts[at] ?? '') - exact) <= Math.abs(exact) * 1e-9
    })
    if (isExact) return texts
    if (apart === undefined && new Set(texts).size === values.length) apart = texts
  }
  return apart ?? values.map((value) => axis.show(value))
}

/** The labels of an axis: all of one unit with the same decimals (`500 ms`, `750 ms`, `1.00 s`, `1.25 s`). */
export function axisTexts(axis: Pick<PlotAxis, 'show'>, values: readonly number[]): readonly string[] {
  const unitOf = (value: number) => axis.show(value, 8).replace(/-?[\d.,]+/, '')
  // Nothing is written in the base unit; where its neighbour has a smaller one, it needs none of the base unit's decimals.
  const units = values.map((value, at) => {
    const next = values[at + 1] ?? values[at - 1]
    return value === 0 && next !== undefined && unitOf(next) !== unitOf(0) ? 'nothing' : unitOf(value)
  })
  const texts: string[] = []
  for (const unit of new Set(units)) {
    const places = units.flatMap((each, at) => (each === unit ? [at] : []))
    const made = textsOfOneUnit(
      axis,
      places.map((at) => values[at] ?? 0),
    )
    for (const [index, at] of places.entries()) texts[at] = made[index] ?? ''
  }
  return texts
}
