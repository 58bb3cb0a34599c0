import type { PlotSeries, TimePlot } from '../../../src/panels/model.ts'
import { element } from './dom.ts'

type Show = (index: number, isShown: boolean) => void

/** Hides and shows series: a click shows one alone, and all again; with Ctrl or Shift it takes one out. */
function toggling(indexes: readonly number[], show: Show, marked: (hidden: ReadonlySet<number>) => void) {
  const hidden = new Set<number>()
  return (index: number, keepsOthers: boolean) => {
    const isAlone = !hidden.has(index) && hidden.size === indexes.length - 1
    if (keepsOthers) {
      if (!hidden.delete(index)) hidden.add(index)
    } else {
      hidden.clear()
      if (!isAlone) for (const other of indexes) if (other !== index) hidden.add(other)
    }
    for (const each of indexes) show(each, !hidden.has(each))
    marked(hidden)
  }
}

function nameButton(series: PlotSeries, act: (keepsOthers: boolean) => void): HTMLButtonElement {
  const swatch = element('span', { class: 'swatch', 'aria-hidden': 'true' })
  swatch.style.background = series.color
  const made = element(
    'button',
    {
      type: 'button',
      class: 'series',
      'aria-pressed': 'true',
      title: `${series.name} (click: alone; Ctrl and click: hide)`,
    },
    [swatch, element('span', {}, [series.name])],
  )
  made.addEventListener('click', (event) => act(event.ctrlKey || event.metaKey || event.shiftKey))
  return made
}

function asTable(plot: TimePlot, rows: readonly { series: PlotSeries; name: HTMLElement }[]): HTMLElement {
  const head = element('tr', {}, [
    element('th', { scope: 'col' }, ['Name']),
    ...plot.legend.calculations.map((calculation) => element('th', { scope: 'col', class: 'number' }, [calculation])),
  ])
  const body = rows.map(({ series, name }) =>
    element('tr', {}, [
      element('td', {}, [name]),
      ...series.numbers.map((number) => element('td', { class: 'number' }, [number])),
    ]),
  )
  return element('table', {}, [element('thead', {}, [head]), element('tbody', {}, body)])
}

/** The legend of a plot: a table with the panel's calculations, or a list. */
export function plotLegend(plot: TimePlot, show: Show): HTMLElement {
  const shown = plot.series.map((series, index) => ({ series, index })).filter(({ series }) => series.inLegend)
  const buttons = new Map<number, HTMLButtonElement>()
  const toggle = toggling(
    shown.map(({ index }) => index),
    show,
    (hidden) => {
      for (const [index, made] of buttons) made.setAttribute('aria-pressed', String(!hidden.has(index)))
    },
  )
  const rows = shown.map(({ series, index }) => {
    const made = nameButton(series, (keepsOthers) => toggle(index, keepsOthers))
    buttons.set(index, made)
    return { series, name: made }
  })
  if (plot.legend.isTable)
    return element('div', { class: 'legend table', tabindex: 0, role: 'group', 'aria-label': 'Legend' }, [
      asTable(plot, rows),
    ])
  const items = rows.map(({ series, name }) => {
    const numbers = plot.legend.calculations.map((calculation, at) => `${calculation}: ${series.numbers[at] ?? ''}`)
    return element('li', {}, [name, ...numbers.map((text) => element('span', { class: 'number' }, [text]))])
  })
  return element('div', { class: 'legend list' }, [element('ul', { 'aria-label': 'Legend' }, items)])
}
