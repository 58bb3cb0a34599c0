import { formatTick } from '../calendar.ts'
import { readableOn } from '../color.ts'
import type { HeatmapModel, Reading, Readings, TableModel, TimelineModel } from '../model.ts'
import { timeTicks, valueTicks } from '../ticks.ts'
import type { SvgContext } from './context.ts'
import { type Box, fitted, label, tag, textWidth } from './markup.ts'

function sparkPath({ spark: { times, values } }: Reading, box: Box): string {
  const points = values.flatMap((value, at) => (value === null ? [] : [[times[at] ?? 0, value] as const]))
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length < 2) return ''
  const low = points.reduce((least, [, value]) => Math.min(least, value), first[1])
  const high = points.reduce((most, [, value]) => Math.max(most, value), first[1])
  const x = (time: number) => box.x + ((time - first[0]) / (last[0] - first[0] || 1)) * box.width
  const y = (value: number) => box.y + box.height - ((value - low) / (high - low || 1)) * box.height
  return points
    .map(([time, value], at) => `${at === 0 ? 'M' : 'L'}${x(time).toFixed(1)},${y(value).toFixed(1)}`)
    .join('')
}

function figure(reading: Reading, box: Box, size: number, fill: string): string {
  return label(reading.value.whole, {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2 + size * 0.35,
    'text-anchor': 'middle',
    'font-size': size,
    'font-weight': 500,
    fill,
  })
}

function oneReading(reading: Reading, model: Readings, box: Box, { inks }: SvgContext): string {
  const isFilled = model.color === 'background' && model.form === 'stat'
  const ink = isFilled ? readableOn(reading.value.color) : model.color === 'none' ? inks.text : reading.value.color
  const size = Math.max(13, Math.min(48, box.height * 0.4, (box.width / Math.max(4, reading.value.whole.length)) * 1.4))
  const path = sparkPath(reading, {
    x: box.x,
    y: box.y + box.height * 0.6,
    width: box.width,
    height: box.height * 0.38,
  })
  const title = model.showsTitles
    ? label(fitted(reading.title, 12, box.width - 8), {
        x: box.x + box.width / 2,
        y: box.y + 14,
        'text-anchor': 'middle',
        fill: isFilled ? ink : inks.text,
      })
    : ''
  const bar =
    model.form === 'stat'
      ? ''
      : [
          tag('rect', {
            x: box.x + 8,
            y: box.y + box.height - 14,
            width: box.width - 16,
            height: 8,
            rx: 2,
            fill: inks.grid,
          }),
          tag('rect', {
            x: box.x + 8,
            y: box.y + box.height - 14,
            width: (box.width - 16) * reading.share,
            height: 8,
            rx: 2,
            fill: reading.value.color,
          }),
        ].join('')
  return [
    isFilled ? tag('rect', { ...box, rx: 3, fill: reading.value.color }) : '',
    path === '' ? '' : tag('path', { d: path, fill: 'none', stroke: ink, 'stroke-width': 1.5, 'stroke-opacity': 0.6 }),
    title,
    figure(reading, box, size, ink),
    bar,
  ].join('')
}

/** Draws single numbers: side by side, or bars below one another. */
export function readingsSvg(model: Readings, box: Box, context: SvgContext): string {
  const isDown = model.form === 'bargauge' || model.isVertical
  const count = model.readings.length
  return model.readings
    .map((reading, at) => {
      const part = isDown
        ? { ...box, y: box.y + (box.height / count) * at, height: box.height / count - 4 }
        : { ...box, x: box.x + (box.width / count) * at, width: box.width / count - 4 }
      return oneReading(reading, model, part, context)
    })
    .join('')
}

/** Draws as many rows of a table as fit, and counts the rest. */
export function tableSvg(model: TableModel, box: Box, { inks }: SvgContext): string {
  const room = Math.max(1, Math.floor((box.height - 24) / 22) - 1)
  const rows = Array.from({ length: model.rows }, (_, at) => at)
  if (model.sort !== undefined) {
    const keys = model.columns[model.sort.column]?.cells ?? []
    const compare = (a: number, b: number) => Number(keys[a]?.sortKey ?? 0) - Number(keys[b]?.sortKey ?? 0)
    rows.sort((a, b) => (model.sort?.isDescending ? compare(b, a) : compare(a, b)))
  }
  const width = box.width / Math.max(1, model.columns.length)
  const out = model.columns.flatMap(({ name, isNumeric, cells }, column) => {
    const x = box.x + width * column + (isNumeric ? width - 8 : 8)
    const anchor = isNumeric ? 'end' : 'start'
    const head = label(fitted(name, 12, width - 12), { x, y: box.y + 16, 'text-anchor': anchor, fill: inks.faint })
    const body = rows.slice(0, room).map((row, at) => {
      const cell = cells[row]
      const y = box.y + 38 + at * 22
      const fill =
        cell?.background === undefined || cell.share !== undefined
          ? (cell?.color ?? inks.text)
          : readableOn(cell.background)
      const ground =
        cell?.background === undefined
          ? ''
          : tag('rect', {
              x: box.x + width * column + 2,
              y: y - 15,
              width: (width - 4) * (cell.share ?? 1),
              height: 20,
              fill: cell.background,
              'fill-opacity': cell.share === undefined ? 1 : 0.4,
            })
      return `${ground}${label(fitted(cell?.text ?? '', 12, width - 12), { x, y, 'text-anchor': anchor, fill })}`
    })
    return [head, ...body]
  })
  const more =
    rows.length > room
      ? [label(`and ${rows.length - room} more rows`, { x: box.x + 8, y: box.y + box.height - 6, fill: inks.faint })]
      : []
  return [...out, ...more].join('')
}

function timeLabels(span: HeatmapModel['span'], box: Box, { inks, zone }: SvgContext): string {
  const { times, step } = timeTicks(span, Math.max(2, Math.floor(box.width / 80)), zone)
  const x = (time: number) => box.x + ((time - span.from) / (span.to - span.from)) * box.width
  return times
    .map((time) =>
      label(formatTick(time, step, zone), {
        x: x(time),
        y: box.y + box.height + 18,
        'text-anchor': 'middle',
        fill: inks.faint,
      }),
    )
    .join('')
}

/** Draws a heatmap. */
export function heatmapSvg(model: HeatmapModel, box: Box, context: SvgContext): string {
  const { low, high, isLogarithmic, span } = model
  const bounds =
    model.rows?.map((_, at) => at + 1) ??
    (isLogarithmic ? powers(low, high) : valueTicks(low, high, Math.max(2, Math.floor(box.height / 44))))
  const left = 12 + Math.max(0, ...bounds.map((bound) => textWidth(model.showBound(bound), 12)))
  const inner = { x: box.x + left, y: box.y + 8, width: box.width - left - 12, height: Math.max(20, box.height - 34) }
  const level = (value: number) => (isLogarithmic ? Math.log(Math.max(value, low)) : value)
  const y = (value: number) =>
    inner.y + inner.height - ((level(value) - level(low)) / (level(high) - level(low) || 1)) * inner.height
  const x = (time: number) =>
    Math.min(
      inner.x + inner.width,
      Math.max(inner.x, inner.x + ((time - span.from) / (span.to - span.from)) * inner.width),
    )
  // One path for each color: a heatmap of a day has thousands of cells and some dozens of colors.
  const paths = new Map<string, string>()
  for (const cell of model.cells) {
    const [left, top] = [x(cell.time), y(cell.high)]
    const width = Math.max(0.5, x(cell.time + model.step) - left)
    const height = Math.max(1, y(cell.low) - top - 1)
    const color = model.color(cell.count)
    const path = `M${left.toFixed(1)},${top.toFixed(1)}h${width.toFixed(1)}v${height.toFixed(1)}h${(-width).toFixed(1)}z`
    paths.set(color, (paths.get(color) ?? '') + path)
  }
  const cells = [...paths].map(([fill, d]) => tag('path', { d, fill }))
  const labels = bounds.map((bound) =>
    label(model.showBound(bound), {
      x: inner.x - 6,
      y: y(model.rows === undefined ? bound : bound - 0.5) + 4,
      'text-anchor': 'end',
      fill: context.inks.faint,
    }),
  )
  return [...cells, ...labels, timeLabels(span, inner, context)].join('')
}

function powers(low: number, high: number): readonly number[] {
  const first = Math.ceil(Math.log10(low))
  return Array.from({ length: Math.max(1, Math.floor(Math.log10(high)) - first + 1) }, (_, at) => 10 ** (first + at))
}

/** Draws what held from when to when. */
export function timelineSvg(model: TimelineModel, box: Box, context: SvgContext): string {
  const left = Math.min(box.width * 0.3, 12 + Math.max(0, ...model.rows.map(({ name }) => textWidth(name, 12))))
  const inner = { x: box.x + left, y: box.y + 4, width: box.width - left - 12, height: box.height - 30 }
  const lane = inner.height / Math.max(1, model.rows.length)
  const { from: start, to: end } = model.span
  const x = (time: number) => inner.x + ((Math.min(end, Math.max(start, time)) - start) / (end - start)) * inner.width
  const rows = model.rows.flatMap(({ name, states }, at) => {
    const y = inner.y + lane * at
    const bars = states.map((state) => {
      const width = Math.max(0.5, x(state.to) - x(state.from))
      const text =
        model.showsValues && textWidth(state.text, 12) < width - 6
          ? label(state.text, {
              x: x(state.from) + width / 2,
              y: y + lane / 2 + 4,
              'text-anchor': 'middle',
              fill: readableOn(state.color),
            })
          : ''
      return `${tag('rect', { x: x(state.from), y: y + 2, width, height: Math.max(2, lane - 4), fill: state.color })}${text}`
    })
    return [
      label(fitted(name, 12, left - 10), {
        x: inner.x - 6,
        y: y + lane / 2 + 4,
        'text-anchor': 'end',
        fill: context.inks.text,
      }),
      ...bars,
    ]
  })
  return [...rows, timeLabels(model.span, inner, context)].join('')
}
