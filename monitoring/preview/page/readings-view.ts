import { readableOn, withOpacity } from '../../../src/panels/color.ts'
import type { Reading, Readings } from '../../../src/panels/model.ts'
import type { Drawing } from './context.ts'
import { element, svgElement } from './dom.ts'
import { anchor } from './links-view.ts'

function valueText({ value, links }: Reading): HTMLElement {
  const [link] = links
  const parts = [
    value.prefix,
    element('span', { class: 'figure' }, [value.text]),
    element('span', { class: 'unit' }, [value.suffix]),
  ]
  const node = element('div', { class: 'value' }, parts)
  if (link === undefined) return node
  const followed = anchor(link, '')
  followed.setAttribute('aria-label', `${value.whole}: ${link.title}`)
  followed.append(node)
  return followed
}

/** The course of the values, as a line over its area, in a box of 100 by 30. */
function spark({ spark: { times, values } }: Reading, ink: string): SVGElement | undefined {
  const points = values.flatMap((each, at) => (each === null ? [] : [[times[at] ?? 0, each] as const]))
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || points.length < 2) return undefined
  const low = points.reduce((least, [, each]) => Math.min(least, each), first[1])
  const high = points.reduce((most, [, each]) => Math.max(most, each), first[1])
  const x = (time: number) => ((time - first[0]) / (last[0] - first[0] || 1)) * 100
  const y = (each: number) => 28 - ((each - low) / (high - low || 1)) * 26
  const path = points
    .map(([time, each], at) => `${at === 0 ? 'M' : 'L'}${x(time).toFixed(2)},${y(each).toFixed(2)}`)
    .join('')
  return svgElement(
    'svg',
    { class: 'spark', viewBox: '0 0 100 30', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
    [
      svgElement('path', { d: `${path}L100,30L0,30Z`, fill: withOpacity(ink, 0.18) }),
      svgElement('path', {
        d: path,
        fill: 'none',
        stroke: ink,
        'stroke-width': 1.5,
        'vector-effect': 'non-scaling-stroke',
      }),
    ],
  )
}

function stat(reading: Reading, model: Readings): HTMLElement {
  const node = element('div', { class: `reading stat by-${model.color}` }, [
    model.showsTitles ? element('div', { class: 'name' }, [reading.title]) : undefined,
    valueText(reading),
    spark(reading, model.color === 'background' ? readableOn(reading.value.color) : reading.value.color),
  ])
  if (model.color === 'background') {
    node.style.background = reading.value.color
    node.style.color = readableOn(reading.value.color)
  } else if (model.color === 'value') node.style.setProperty('--value', reading.value.color)
  return node
}

const arcStart = -0.75 * Math.PI - Math.PI / 2
const arcLength = 1.5 * Math.PI

function arc(from: number, to: number, radius: number): string {
  const at = (share: number) => {
    const angle = arcStart + share * arcLength
    return `${(50 + radius * Math.cos(angle)).toFixed(3)},${(50 + radius * Math.sin(angle)).toFixed(3)}`
  }
  return `M${at(from)}A${radius},${radius},0,${(to - from) * arcLength > Math.PI ? 1 : 0},1,${at(to)}`
}

/** Widest text, in characters, that the inner circle of a dial holds at its full size. */
const dialCharacters = 5

function gauge(reading: Reading, model: Readings): HTMLElement {
  const bands = reading.bands.map(({ from, color }, index) =>
    svgElement('path', {
      d: arc(from, Math.max(from, reading.bands[index + 1]?.from ?? 1), 46),
      fill: 'none',
      stroke: color,
      'stroke-width': 3,
    }),
  )
  const dial = svgElement('svg', { class: 'dial', viewBox: '0 0 100 88', 'aria-hidden': 'true' }, [
    svgElement('path', { d: arc(0, 1, 38), class: 'track', fill: 'none', 'stroke-width': 10 }),
    reading.share > 0
      ? svgElement('path', {
          d: arc(0, reading.share, 38),
          fill: 'none',
          stroke: reading.value.color,
          'stroke-width': 10,
        })
      : undefined,
    ...bands,
  ])
  const node = element('div', { class: 'reading gauge' }, [
    dial,
    valueText(reading),
    model.showsTitles ? element('div', { class: 'name' }, [reading.title]) : undefined,
  ])
  node.style.setProperty('--value', reading.value.color)
  node.style.setProperty('--fit', String(Math.min(1, dialCharacters / reading.value.whole.length)))
  return node
}

function bar(reading: Reading, model: Readings): HTMLElement {
  const fill = element('div', { class: 'fill' })
  fill.style.width = `${reading.share * 100}%`
  fill.style.background = withOpacity(reading.value.color, 0.6)
  const node = element('div', { class: 'reading bar' }, [
    model.showsTitles ? element('div', { class: 'name' }, [reading.title]) : undefined,
    element('div', { class: 'track', 'aria-hidden': 'true' }, [fill]),
    valueText(reading),
  ])
  node.style.setProperty('--value', reading.value.color)
  return node
}

/** Draws single numbers: as a stat, on a dial, or as bars. */
export function readingsView(model: Readings): Drawing {
  const draw = { stat, gauge, bargauge: bar }[model.form]
  const node = element(
    'div',
    { class: `readings form-${model.form}${model.isVertical ? ' vertical' : ''}` },
    model.readings.map((reading) => draw(reading, model)),
  )
  node.tabIndex = 0
  return { node }
}
