import { readableOn, withOpacity } from '../../../src/panels/color.ts'
import type { TableCell, TableModel } from '../../../src/panels/model.ts'
import type { Drawing } from './context.ts'
import { element } from './dom.ts'
import { anchor } from './links-view.ts'

const mostRows = 1000

function cellView(cell: TableCell, isNumeric: boolean): HTMLTableCellElement {
  const [link] = cell.links
  const node = element('td', { class: isNumeric ? 'number' : '' }, [
    link === undefined ? cell.text : anchor(link, cell.text),
  ])
  if (cell.color !== undefined) node.style.color = cell.color
  if (cell.share !== undefined) {
    const share = `${(cell.share * 100).toFixed(1)}%`
    node.style.background = `linear-gradient(to right, ${withOpacity(cell.background ?? '#808080', 0.45)} ${share}, transparent ${share})`
  } else if (cell.background !== undefined) {
    node.style.background = cell.background
    node.style.color = readableOn(cell.background)
  }
  return node
}

function order(model: TableModel, column: number, isDescending: boolean): readonly number[] {
  const cells = model.columns[column]?.cells ?? []
  const rows = Array.from({ length: model.rows }, (_, at) => at)
  const compare = (one: number, other: number) => {
    const [a, b] = [cells[one]?.sortKey ?? null, cells[other]?.sortKey ?? null]
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    return typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a).localeCompare(String(b), 'en', { numeric: true })
  }
  return rows.sort((one, other) => (isDescending ? compare(other, one) : compare(one, other)))
}

/** Draws rows and columns; a click on a head sorts by it. */
export function tableView(model: TableModel, title: string): Drawing {
  const body = element('tbody')
  const heads = model.columns.map(({ name, isNumeric, width }, index) => {
    const head = element('th', { scope: 'col', class: isNumeric ? 'number' : '' }, [
      element('button', { type: 'button', onclick: () => sortBy(index) }, [name]),
    ])
    if (width !== undefined) head.style.width = `${width}px`
    return head
  })
  let sorted = model.sort
  const fill = () => {
    const rows =
      sorted === undefined
        ? Array.from({ length: model.rows }, (_, at) => at)
        : order(model, sorted.column, sorted.isDescending)
    body.replaceChildren(
      ...rows.slice(0, mostRows).map((row) =>
        element(
          'tr',
          {},
          model.columns.map(({ cells, isNumeric }) =>
            cellView(
              cells[row] ?? {
                text: '',
                sortKey: null,
                color: undefined,
                background: undefined,
                share: undefined,
                links: [],
              },
              isNumeric,
            ),
          ),
        ),
      ),
    )
    heads.forEach((head, index) => {
      if (sorted?.column === index) head.setAttribute('aria-sort', sorted.isDescending ? 'descending' : 'ascending')
      else head.removeAttribute('aria-sort')
    })
  }
  const sortBy = (column: number) => {
    sorted = { column, isDescending: sorted?.column === column ? !sorted.isDescending : false }
    fill()
  }
  fill()
  const table = element('table', { 'aria-label': title }, [
    model.showsHeader ? element('thead', {}, [element('tr', {}, heads)]) : undefined,
    body,
  ])
  const more =
    model.rows > mostRows
      ? [element('p', { class: 'more' }, [`${model.rows - mostRows} more rows are not shown.`])]
      : []
  return {
    node: element('div', { class: 'grid-table', tabindex: 0, role: 'region', 'aria-label': title }, [table, ...more]),
  }
}
