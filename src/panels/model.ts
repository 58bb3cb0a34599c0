import type { Cell, TimeSpan } from './frame.ts'
import type { Shown } from './series.ts'

/** A link that may be followed: its address is http(s) or relative. */
export interface SafeLink {
  readonly title: string
  readonly href: string
  readonly newTab: boolean
}

/** How one line of a plot is drawn. */
export interface LineStyle {
  readonly draw: 'line' | 'bars' | 'points'
  readonly curve: 'linear' | 'smooth' | 'stepBefore' | 'stepAfter'
  readonly width: number
  readonly dash: readonly number[]
  /** Opacity of the area below, 0 to 1. */
  readonly fill: number
  readonly points: 'auto' | 'always' | 'never'
  readonly pointSize: number
  /** Whether the line goes on over gaps; as a number, over gaps up to so many milliseconds. */
  readonly spansGaps: boolean | number
}

/** One line of a plot, its values on the plot's times. */
export interface PlotSeries {
  readonly name: string
  readonly color: string
  readonly style: LineStyle
  readonly values: readonly (number | null)[]
  /** Upper and lower edge where it is stacked: what is drawn instead of the values. */
  readonly stacked:
    | { readonly upper: readonly (number | null)[]; readonly lower: readonly (number | null)[] }
    | undefined
  /** Key of its axis. */
  readonly axis: string
  readonly isDrawn: boolean
  readonly inLegend: boolean
  readonly inTooltip: boolean
  /** Its numbers in the legend, one for each calculation of the panel. */
  readonly numbers: readonly string[]
  readonly links: readonly SafeLink[]
  show(value: Cell): Shown
}

/** One vertical axis. */
export interface PlotAxis {
  readonly key: string
  readonly side: 'left' | 'right' | 'hidden'
  readonly label: string
  readonly min: number
  readonly max: number
  readonly isLogarithmic: boolean
  /** Whether round values are powers of two. */
  readonly isBinary: boolean
  readonly hasGrid: boolean
  show(value: number, decimals?: number): string
}

/** A threshold of a plot: a line at `from`, an area up to `to`, or both. */
export interface PlotThreshold {
  readonly from: number
  readonly to: number
  readonly color: string
  readonly line: 'none' | 'solid' | 'dashed'
  readonly hasArea: boolean
  readonly axis: string
}

/** Lines over time. */
export interface TimePlot {
  readonly kind: 'plot'
  readonly times: readonly number[]
  readonly span: TimeSpan
  readonly series: readonly PlotSeries[]
  readonly axes: readonly PlotAxis[]
  readonly thresholds: readonly PlotThreshold[]
  readonly legend: {
    readonly isShown: boolean
    readonly isTable: boolean
    readonly isRight: boolean
    readonly calculations: readonly string[]
  }
  readonly tooltip: 'single' | 'multi' | 'none'
  readonly tooltipSort: 'none' | 'asc' | 'desc'
}

/** One number of a stat, gauge or bar gauge. */
export interface Reading {
  readonly title: string
  readonly value: Shown
  /** Share of the span from min to max, 0 to 1. */
  readonly share: number
  readonly bounds: readonly [string, string]
  /** Points behind a stat: times and values; empty where none are shown. */
  readonly spark: { readonly times: readonly number[]; readonly values: readonly (number | null)[] }
  /** Thresholds as shares of the span, each with the color that begins there. */
  readonly bands: readonly { readonly from: number; readonly color: string }[]
  readonly links: readonly SafeLink[]
}

/** Single numbers, by the panel that shows them. */
export interface Readings {
  readonly kind: 'readings'
  readonly form: 'stat' | 'gauge' | 'bargauge'
  readonly readings: readonly Reading[]
  readonly isVertical: boolean
  readonly color: 'none' | 'value' | 'background'
  /** Whether each number is named: a single one has the panel's title. */
  readonly showsTitles: boolean
}

/** One column of a table. */
export interface TableColumn {
  readonly name: string
  readonly isNumeric: boolean
  readonly width: number | undefined
  readonly cells: readonly TableCell[]
}

/** One cell: what it shows, and what it is sorted by. */
export interface TableCell {
  readonly text: string
  readonly sortKey: Cell
  readonly color: string | undefined
  readonly background: string | undefined
  /** Share of a bar in it. */
  readonly share: number | undefined
  readonly links: readonly SafeLink[]
}

/** Rows and columns. */
export interface TableModel {
  readonly kind: 'table'
  readonly columns: readonly TableColumn[]
  readonly rows: number
  readonly showsHeader: boolean
  readonly sort: { readonly column: number; readonly isDescending: boolean } | undefined
}

/** How many fell into each bucket at each time. */
export interface HeatmapModel {
  readonly kind: 'heatmap'
  readonly span: TimeSpan
  readonly step: number
  /** Each cell: start of its time, its bucket's bounds, how many. */
  readonly cells: readonly {
    readonly time: number
    readonly low: number
    readonly high: number
    readonly count: number
  }[]
  /** Names of rows where the buckets are no numbers; the bounds then count rows. */
  readonly rows: readonly string[] | undefined
  readonly isLogarithmic: boolean
  readonly low: number
  readonly high: number
  /** Least and most count that has a color. */
  readonly least: number
  readonly most: number
  readonly showsLegend: boolean
  color(count: number): string
  showBound(value: number): string
  showCount(value: number): string
}

/** What holds from when to when, a line for each series. */
export interface TimelineModel {
  readonly kind: 'timeline'
  readonly span: TimeSpan
  readonly rows: readonly { readonly name: string; readonly states: readonly TimelineState[] }[]
  readonly showsValues: boolean
  readonly legend: readonly { readonly text: string; readonly color: string }[]
}

/** One state. Times in milliseconds since 1970. */
export interface TimelineState {
  readonly from: number
  readonly to: number
  readonly text: string
  readonly color: string
}

/** A text panel. */
export interface TextModel {
  readonly kind: 'text'
  readonly mode: 'markdown' | 'plain'
  readonly text: string
}

/** Nothing to draw, and why: no data, or a panel that is not drawn here. */
export interface NoticeModel {
  readonly kind: 'notice'
  readonly reason: 'no data' | 'not drawn' | 'failed'
  readonly text: string
}

/** All that a renderer needs to draw a panel. */
export type PanelModel = TimePlot | Readings | TableModel | HeatmapModel | TimelineModel | TextModel | NoticeModel
