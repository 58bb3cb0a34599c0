import { calculate, calculationName } from './calcs.ts'
import { cssColor, type Theme } from './color.ts'
import type { Panel } from './dashboard.ts'
import type { Cell, TimeSpan } from './frame.ts'
import type { Scope } from './interpolate.ts'
import { fieldsOf, listOf, numberOf, textOf, textsOf } from './json.ts'
import { safeLinks } from './links.ts'
import type { LineStyle, PlotSeries, PlotThreshold, TimePlot } from './model.ts'
import { axisKey, plotAxes } from './plot-axes.ts'
import type { Series } from './series.ts'
import { stackSeries } from './stack.ts'

const dashes: Readonly<Record<string, readonly number[]>> = { dash: [10, 10], dot: [1, 8] }

function lineStyle({ config }: Series): LineStyle {
  const { custom } = config
  const { fill, dash } = fieldsOf(custom['lineStyle'])
  const pattern = listOf(dash).flatMap((part) => numberOf(part) ?? [])
  const draw = textOf(custom['drawStyle'], 'line')
  const curve = textOf(custom['lineInterpolation'], 'linear')
  const points = textOf(custom['showPoints'], 'auto')
  const gaps = custom['spanNulls']
  return {
    draw: draw === 'bars' || draw === 'points' ? draw : 'line',
    curve: curve === 'smooth' || curve === 'stepBefore' || curve === 'stepAfter' ? curve : 'linear',
    width: numberOf(custom['lineWidth']) ?? 1,
    dash: pattern.length > 0 ? pattern : (dashes[textOf(fill)] ?? []),
    fill: (numberOf(custom['fillOpacity']) ?? 0) / 100,
    points: points === 'always' || points === 'never' ? points : 'auto',
    pointSize: numberOf(custom['pointSize']) ?? 5,
    spansGaps: typeof gaps === 'number' ? gaps : gaps === true,
  }
}

/** The times of all series together, ascending; a gap of more than a step gets a time of its own, so that lines break there. */
export function commonTimes(series: readonly Series[]): readonly number[] {
  const all = new Set<number>()
  for (const { times, step } of series) {
    let previous: number | undefined
    for (const time of times) {
      if (previous !== undefined && step !== undefined && time - previous > step * 1.5) all.add(previous + step)
      all.add(time)
      previous = time
    }
  }
  return [...all].sort((one, other) => one - other)
}

/** The values of a series on the common times; what is no finite number is a gap. */
export function valuesAt(times: readonly number[], series: Series): (number | null)[] {
  const known = new Map<number, Cell>()
  series.times.forEach((time, at) => {
    known.set(time, series.field.values[at] ?? null)
  })
  const transform = textOf(series.config.custom['transform'])
  return times.map((time) => {
    const value = known.get(time)
    if (typeof value !== 'number' || !Number.isFinite(value)) return null
    return transform === 'negative-Y' ? -value : value
  })
}

function thresholdsOf(series: readonly Series[], theme: Theme): readonly PlotThreshold[] {
  const seen = new Set<string>()
  return series.flatMap((each) => {
    const { thresholds, custom } = each.config
    const mode = textOf(fieldsOf(custom['thresholdsStyle'])['mode'], 'off')
    const axis = axisKey(each)
    if (mode === 'off' || seen.has(axis)) return []
    seen.add(axis)
    const { min, max } = each
    const at = (value: number) => (thresholds.isPercentage ? min + ((max - min) * value) / 100 : value)
    return thresholds.steps.map((step, index): PlotThreshold => {
      const line = mode.startsWith('dashed') ? 'dashed' : mode.startsWith('line') ? 'solid' : 'none'
      return {
        from: at(step.value),
        to: at(thresholds.steps[index + 1]?.value ?? Number.POSITIVE_INFINITY),
        color: cssColor(step.color, theme),
        line: step.value === Number.NEGATIVE_INFINITY ? 'none' : line,
        hasArea: mode.includes('area'),
        axis,
      }
    })
  })
}

function hiddenFrom({ config }: Series): { viz: boolean; legend: boolean; tooltip: boolean } {
  const { viz, legend, tooltip } = fieldsOf(config.custom['hideFrom'])
  return { viz: viz === true, legend: legend === true, tooltip: tooltip === true }
}

function plotSeries(series: Series, times: readonly number[], calcs: readonly string[], scope: Scope): PlotSeries {
  const hidden = hiddenFrom(series)
  const values = valuesAt(times, series)
  return {
    name: series.name,
    color: series.color,
    style: lineStyle(series),
    values,
    stacked: undefined,
    axis: axisKey(series),
    isDrawn: !hidden.viz,
    inLegend: !hidden.legend,
    inTooltip: !hidden.tooltip,
    numbers: calcs.map((calc) => series.show(calculate(calc, series.field.values)).whole),
    links: safeLinks(
      series.config.links,
      scope,
      new Map([
        ['__field.name', series.name],
        ['__series.name', series.name],
      ]),
    ),
    show: (value) => series.show(value),
  }
}

/** The legend that the panel asks for. */
function legendOf(panel: Panel): TimePlot['legend'] {
  const { displayMode, placement, showLegend, calcs } = fieldsOf(panel.options['legend'])
  return {
    isShown: showLegend !== false && displayMode !== 'hidden',
    isTable: displayMode === 'table',
    isRight: placement === 'right',
    calculations: textsOf(calcs).map(calculationName),
  }
}

/** The lines of a time series panel: common times, axes, stacks, thresholds, and the legend's numbers. */
export function timePlot(panel: Panel, all: readonly Series[], span: TimeSpan, scope: Scope, theme: Theme): TimePlot {
  const series = all.filter(({ field, times }) => field.type === 'number' && times.length > 0)
  const times = commonTimes(series)
  const calcs = textsOf(fieldsOf(panel.options['legend'])['calcs'])
  const { mode, sort } = fieldsOf(panel.options['tooltip'])
  const thresholds = thresholdsOf(series, theme)
  const lines = stackSeries(
    series.map((each) => plotSeries(each, times, calcs, scope)),
    series.map(({ config }) => fieldsOf(config.custom['stacking'])),
  )
  return {
    kind: 'plot',
    times,
    span,
    series: lines,
    axes: plotAxes(series, lines),
    thresholds,
    legend: legendOf(panel),
    tooltip: mode === 'none' || mode === 'multi' ? mode : 'single',
    tooltipSort: sort === 'asc' || sort === 'desc' ? sort : 'none',
  }
}
