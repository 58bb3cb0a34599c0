import { fieldsOf, numberOf, textOf } from './json.ts'
import type { PlotAxis, PlotSeries } from './model.ts'
import type { Series } from './series.ts'
import { formatValue, isBinaryUnit } from './units.ts'

/** What an axis is known by: series that agree in it share one. */
export function axisKey({ config }: Series): string {
  const { unit, min, max, custom } = config
  const { type } = fieldsOf(custom['scaleDistribution'])
  return JSON.stringify([
    unit,
    min ?? null,
    max ?? null,
    numberOf(custom['axisSoftMin']) ?? null,
    numberOf(custom['axisSoftMax']) ?? null,
    textOf(custom['axisPlacement'], 'auto'),
    textOf(custom['axisLabel']),
    textOf(type, 'linear'),
  ])
}

function bounds(lines: readonly PlotSeries[]): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  for (const { values, stacked, isDrawn } of lines) {
    if (!isDrawn) continue
    for (const edge of stacked === undefined ? [values] : [stacked.upper, stacked.lower])
      for (const value of edge) {
        if (value === null) continue
        if (value < min) min = value
        if (value > max) max = value
      }
  }
  return min > max ? { min: 0, max: 1 } : { min, max }
}

/** The next rounder number away from the data: 1, 2, 2.5 or 5 times a power of ten, as a tick would be. */
function roundedStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw))
  const lead = raw / power
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 2.5 ? 2.5 : lead <= 5 ? 5 : 10) * power
}

/** From where to where an axis goes: the data with room around it, the soft bounds, and the hard ones above all. */
export function axisRange(
  data: { min: number; max: number },
  soft: { min: number | undefined; max: number | undefined },
  hard: { min: number | undefined; max: number | undefined },
): { min: number; max: number } {
  let min = Math.min(data.min, soft.min ?? data.min)
  let max = Math.max(data.max, soft.max ?? data.max)
  if (min === max) {
    const room = min === 0 ? 1 : Math.abs(min) * 0.5
    max += room
    if (soft.min === undefined || min < soft.min) min -= min > 0 ? Math.min(room, min) : min === 0 ? 0 : room
  }
  const step = roundedStep((max - min) / 5)
  const touches = (bound: number | undefined, value: number) => bound !== undefined && bound === value
  if (!touches(soft.min, min) && hard.min === undefined)
    min = Math.floor((min - (min === 0 ? 0 : step * 0.1)) / step) * step
  if (!touches(soft.max, max) && hard.max === undefined) max = Math.ceil((max + step * 0.1) / step) * step
  // Counts and rates do not go below nothing only because an axis wants room.
  if (data.min >= 0 && min < 0) min = 0
  return { min: hard.min ?? min, max: hard.max ?? (max > (hard.min ?? min) ? max : (hard.min ?? min) + 1) }
}

function sideOf(placement: string, index: number): PlotAxis['side'] {
  if (placement === 'left' || placement === 'right' || placement === 'hidden') return placement
  return index === 0 ? 'left' : 'right'
}

/** The axes of a plot in the order of their series: the first at the left, the next at the right, unless they say otherwise. */
export function plotAxes(series: readonly Series[], lines: readonly PlotSeries[]): readonly PlotAxis[] {
  const keys = [...new Set(series.map(axisKey))]
  return keys.flatMap((key, index) => {
    const members = series.filter((each) => axisKey(each) === key)
    const [first] = members
    if (first === undefined) return []
    const { config } = first
    const { custom } = config
    const isPercent = textOf(fieldsOf(custom['stacking'])['mode']) === 'percent'
    const isLogarithmic = textOf(fieldsOf(custom['scaleDistribution'])['type']) === 'log'
    const data = bounds(lines.filter(({ axis }) => axis === key))
    const soft = { min: numberOf(custom['axisSoftMin']), max: numberOf(custom['axisSoftMax']) }
    const hard = { min: config.min, max: config.max }
    const centred = custom['axisCenteredZero'] === true ? Math.max(Math.abs(data.min), Math.abs(data.max)) : undefined
    const range = centred === undefined ? axisRange(data, soft, hard) : { min: -centred, max: centred }
    return [
      {
        key,
        side: sideOf(textOf(custom['axisPlacement'], 'auto'), index),
        label: textOf(custom['axisLabel']),
        ...range,
        isLogarithmic: isLogarithmic && range.max > 0,
        isBinary: isBinaryUnit(config.unit),
        hasGrid: index === 0,
        show: (value: number, decimals?: number) =>
          formatValue(value, isPercent ? 'percentunit' : config.unit, decimals ?? config.decimals),
      },
    ]
  })
}
