import type { DataTable } from '../../../src/panels/data-table.ts'
import type { Drawing } from './context.ts'
import { element } from './dom.ts'

/** Shows the data behind a drawing as a table. */
export function dataTableView(table: DataTable, title: string): Drawing {
  const head = element(
    'tr',
    {},
    table.head.map((name) => element('th', { scope: 'col' }, [name])),
  )
  const rows = table.rows.map((row) =>
    element(
      'tr',
      {},
      row.map((text) => element('td', { class: 'number' }, [text])),
    ),
  )
  const more =
    table.omitted === 0 ? [] : [element('p', { class: 'more' }, [`${table.omitted} more rows are not shown.`])]
  const grid = element('table', { 'aria-label': `Data of ${title}` }, [
    element('thead', {}, [head]),
    element('tbody', {}, rows),
  ])
  return {
    node: element('div', { class: 'grid-table', tabindex: 0, role: 'region', 'aria-label': `Data of ${title}` }, [
      grid,
      ...more,
    ]),
  }
}
