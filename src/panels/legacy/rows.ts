import { type Fields, fieldsOf, listOf, numberOf, textOf } from '../json.ts'

/** Columns of today's grid for each of the twelve of old rows. */
const columnsPerSpan = 2
/** Pixels from one row of today's grid to the next. */
const gridPitch = 38
const defaultHeight = 250

function gridHeight(height: unknown, fallback: number): number {
  const pixels = numberOf(typeof height === 'string' ? height.replace(/px$/, '') : height) ?? fallback
  return Math.ceil(Math.max(90, pixels) / gridPitch)
}

function pixelsOf(height: unknown): number {
  return numberOf(typeof height === 'string' ? height.replace(/px$/, '') : height) ?? defaultHeight
}

/** Lays the panels of a row out from left to right, and on below where the row is full. */
function laidOut(row: Fields, top: number): { readonly panels: readonly Fields[]; readonly end: number } {
  let x = 0
  let y = top
  let tallest = 0
  const panels = listOf(row['panels']).map((entry): Fields => {
    const panel = fieldsOf(entry)
    const w = Math.min(24, Math.max(1, Math.round((numberOf(panel['span']) ?? 4) * columnsPerSpan)))
    const h = gridHeight(panel['height'], pixelsOf(row['height']))
    if (x + w > 24) {
      x = 0
      y += tallest
      tallest = 0
    }
    const gridPos = { x, y, w, h }
    x += w
    tallest = Math.max(tallest, h)
    const least = numberOf(panel['minSpan'])
    return {
      ...panel,
      gridPos,
      ...(least === undefined || least <= 0 ? {} : { maxPerRow: Math.max(1, Math.floor(12 / least)) }),
    }
  })
  return { panels, end: y + tallest }
}

/**
 * The panels of the rows of a dashboard of Grafana 4 or older, on today's grid. Rows get a head of their own where one of them was
 * titled, collapsed or repeated.
 */
export function panelsOfRows(rows: readonly unknown[]): readonly Fields[] {
  const hasHeads = rows.some((entry) => {
    const { showTitle, collapse, repeat } = fieldsOf(entry)
    return showTitle === true || collapse === true || textOf(repeat) !== ''
  })
  let top = 0
  return rows.flatMap((entry, index) => {
    const row = fieldsOf(entry)
    const start = hasHeads ? top + 1 : top
    const { panels, end } = laidOut(row, start)
    const head = {
      type: 'row',
      id: -100_000 - index,
      title: textOf(row['title']),
      collapsed: row['collapse'] === true,
      repeat: textOf(row['repeat']),
      gridPos: { x: 0, y: top, w: 24, h: 1 },
      panels: row['collapse'] === true ? panels : [],
    }
    top = row['collapse'] === true ? start : end
    if (!hasHeads) return panels
    return head.collapsed ? [head] : [head, ...panels]
  })
}
