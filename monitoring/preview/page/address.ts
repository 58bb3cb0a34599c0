import type { Theme } from '../../../src/panels/color.ts'
import type { Chosen } from '../../../src/panels/variables.ts'

/** What the page's address says: it can be sent to someone else, and is the same as Grafana's. */
export interface AddressState {
  /** Of the dashboard; `undefined` for the list of all. */
  readonly uid: string | undefined
  readonly from: string | undefined
  readonly to: string | undefined
  readonly refresh: string | undefined
  readonly chosen: Chosen
  readonly theme: Theme | undefined
  /** Without anything around the panels. */
  readonly isKiosk: boolean
  /** The one panel that fills the page, by its id. */
  readonly panel: string | undefined
}

/** Reads the address. */
export function readAddress(): AddressState {
  const { pathname, search } = window.location
  const query = new URLSearchParams(search)
  const names = new Set([...query.keys()].filter((key) => key.startsWith('var-')))
  const theme = query.get('theme')
  return {
    uid: /^\/d\/([\w-]+)/.exec(pathname)?.[1],
    from: query.get('from') ?? undefined,
    to: query.get('to') ?? undefined,
    refresh: query.get('refresh') ?? undefined,
    chosen: new Map([...names].map((name) => [name.slice(4), query.getAll(name)])),
    theme: theme === 'light' || theme === 'dark' ? theme : undefined,
    isKiosk: query.has('kiosk'),
    panel: query.get('viewPanel')?.replace(/^panel-/, '') ?? undefined,
  }
}

/** Changes parts of the address; `undefined` takes a part out, a list repeats it. `replaces`: the back button skips the state before. */
export function changeAddress(
  changes: Readonly<Record<string, string | readonly string[] | undefined>>,
  replaces = false,
): void {
  const query = new URLSearchParams(window.location.search)
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name)
    for (const each of value === undefined ? [] : [value].flat()) query.append(name, each)
  }
  const text = query.toString()
  const url = `${window.location.pathname}${text === '' ? '' : `?${text}`}`
  if (replaces) window.history.replaceState(null, '', url)
  else window.history.pushState(null, '', url)
}
