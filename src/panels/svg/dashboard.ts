import type { Mark } from '../annotations.ts'
import type { ZoneOffset } from '../calendar.ts'
import type { Theme } from '../color.ts'
import type { Evaluated } from '../evaluate.ts'
import type { TimeSpan } from '../frame.ts'
import { interpolate } from '../interpolate.ts'
import { columnStart, gridGap as gap, gridMargin as margin, panelWidth } from '../layout.ts'
import type { PanelModel } from '../model.ts'
import type { SvgContext } from './context.ts'
import { type Box, escaped, fitted, type Inks, inksOf, label, tag } from './markup.ts'
import { heatmapSvg, readingsSvg, tableSvg, timelineSvg } from './parts.ts'
import { plotSvg } from './plot.ts'
import { noticeSvg, rangeText, textSvg } from './words.ts'

/** A picture of a dashboard. */
export interface Picture {
  readonly title: string
  readonly panels: readonly Evaluated[]
  readonly marks: readonly Mark[]
  readonly span: TimeSpan
  readonly zone: ZoneOffset
  readonly theme: Theme
  /** Pixels across. */
  readonly width: number
  /** Whether title and time range stand above the panels. */
  readonly hasHead: boolean
}

const cell = 30
const headHeight = 44

function body(model: PanelModel, box: Box, context: SvgContext): string {
  switch (model.kind) {
    case 'plot':
      return plotSvg(model, box, context)
    case 'readings':
      return readingsSvg(model, box, context)
    case 'table':
      return tableSvg(model, box, context)
    case 'heatmap':
      return heatmapSvg(model, box, context)
    case 'timeline':
      return timelineSvg(model, box, context)
    case 'text':
      return textSvg(model, box, context)
    case 'notice':
      return noticeSvg(model, box, context)
  }
}

function panelSvg({ placed, model, problems }: Evaluated, width: number, top: number, context: SvgContext): string {
  const { x, y, w, h } = placed.place
  const box: Box = {
    x: columnStart(width, x),
    y: top + y * (cell + gap),
    width: panelWidth(width, w),
    height: h * (cell + gap) - gap,
  }
  const title = interpolate(placed.panel.title, placed.scope, 'text')
  const { inks } = context
  if (model === undefined)
    return label(title, { x: box.x, y: box.y + 20, 'font-size': 15, 'font-weight': 500, fill: inks.text })
  const clip = context.id()
  const inner = { x: box.x + 4, y: box.y + 30, width: box.width - 8, height: box.height - 36 }
  const failed = problems.length > 0 && model.kind !== 'notice'
  return tag('g', { role: 'img', 'aria-label': title, 'clip-path': `url(#${clip})` }, [
    tag('title', {}, [escaped(title)]),
    tag('clipPath', { id: clip }, [tag('rect', { ...box })]),
    tag('rect', { ...box, rx: 3, fill: inks.surface, stroke: inks.border }),
    label(fitted(title, 14, box.width - 40), {
      x: box.x + 10,
      y: box.y + 20,
      'font-size': 14,
      'font-weight': 500,
      fill: inks.text,
    }),
    failed
      ? label(`! ${problems.length} failed`, {
          x: box.x + box.width - 8,
          y: box.y + 20,
          'text-anchor': 'end',
          fill: inks.alarm,
        })
      : '',
    body(model, inner, context),
  ])
}

function head({ title, span, zone, width }: Picture, inks: Inks): string {
  return [
    label(title, { x: margin, y: 28, 'font-size': 18, 'font-weight': 500, fill: inks.text }),
    label(rangeText(span, zone), { x: width - margin, y: 28, 'text-anchor': 'end', 'font-size': 13, fill: inks.faint }),
  ].join('')
}

/** Draws a dashboard, or some of its panels, as an SVG document that needs nothing beside itself. Deterministic. */
export function dashboardSvg(picture: Picture): string {
  const { panels, theme, width, zone, marks, title, hasHead } = picture
  const inks = inksOf[theme]
  const top = hasHead ? headHeight : margin
  const rows = Math.max(1, ...panels.map(({ placed }) => placed.place.y + placed.place.h))
  const height = top + rows * (cell + gap) - gap + margin
  let ids = 0
  const context: SvgContext = {
    inks,
    zone,
    marks,
    id: () => {
      ids += 1
      return `c${ids}`
    },
  }
  const content = [
    tag('title', {}, [escaped(title)]),
    tag('rect', { x: 0, y: 0, width, height, fill: inks.canvas }),
    hasHead ? head(picture, inks) : '',
    ...panels.map((panel) => panelSvg(panel, width, top, context)),
  ]
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'system-ui, "Segoe UI", Roboto, sans-serif',
  }
  return `${tag('svg', attributes, content)}\n`
}
