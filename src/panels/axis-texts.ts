import type { PlotAxis } from './model.ts'

/**
 * The labels of an axis: all with as many decimals as they need, so that none is rounded to what it is not. Where no number of decimals is
 * exact (thirds, binary sizes), as many as tell neighbours apart.
 */
export function axisTexts(axis: Pick<PlotAxis, 'show'>, values: readonly number[]): readonly string[] {
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
