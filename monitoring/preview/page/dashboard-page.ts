import { type Marks, queryMarks } from '../../../src/panels/annotations.ts'
import { utc, type ZoneOffset } from '../../../src/panels/calendar.ts'
import { type Dashboard, readDashboard } from '../../../src/panels/dashboard.ts'
import type { Prometheus, TimeSpan } from '../../../src/panels/frame.ts'
import type { Scope } from '../../../src/panels/interpolate.ts'
import { parseInterval } from '../../../src/panels/interval.ts'
import { layOut, type Placed } from '../../../src/panels/layout.ts'
import type { QueryContext } from '../../../src/panels/query.ts'
import { type Clock, type RawRange, spanOf } from '../../../src/panels/time-range.ts'
import { resolveVariables, timeTexts } from '../../../src/panels/variables.ts'
import { changeAddress, readAddress } from './address.ts'
import { type FetchedDashboard, fetchDashboard, onChange, proxiedPrometheus } from './api.ts'
import type { DrawContext } from './context.ts'
import { pageFrame } from './page-frame.ts'
import { panelGrid } from './panel-grid.ts'
import { applyTheme, currentTheme, rememberTheme } from './theme.ts'

interface Page {
  fetched: FetchedDashboard | undefined
  dashboard: Dashboard | undefined
  marks: Marks
  draw: DrawContext | undefined
  running: AbortController
  timer: number | undefined
}

const browserZone: ZoneOffset = (time) => -new Date(time).getTimezoneOffset()

function clockOf(dashboard: Dashboard): Clock {
  return { now: Date.now(), zone: dashboard.timezone === 'utc' ? utc : browserZone }
}

function rangeOf(dashboard: Dashboard): RawRange {
  const { from, to } = readAddress()
  return { from: from ?? dashboard.time.from, to: to ?? dashboard.time.to }
}

function refreshOf(dashboard: Dashboard): string {
  return readAddress().refresh ?? dashboard.refresh
}

async function scopeOf(dashboard: Dashboard, prometheus: Prometheus, span: TimeSpan, scrape: number): Promise<Scope> {
  const texts = new Map([
    ...timeTexts(span, scrape, 4 * scrape),
    ['__dashboard', dashboard.title],
    ['__org', 'preview'],
  ])
  const dataSources = [{ text: 'Prometheus', value: 'sidelight-prometheus' }]
  const variables = await resolveVariables(dashboard.variables, readAddress().chosen, {
    prometheus,
    span,
    texts,
    dataSources,
  })
  return { variables, texts }
}

/** The panels to show: all, or the one that the address names. */
function placedPanels(dashboard: Dashboard, scope: Scope, toggled: ReadonlySet<string>): readonly Placed[] {
  const { panel } = readAddress()
  const all = layOut(dashboard.panels, scope, toggled)
  if (panel === undefined) return all
  const opened = layOut(
    dashboard.panels.map((each) => ({ ...each, collapsed: false })),
    scope,
  )
  return opened
    .filter((each) => String(each.panel.id) === panel && each.row === undefined)
    .map((each) => ({ ...each, place: { x: 0, y: 0, w: 24, h: 20 } }))
}

/** Shows a dashboard, and shows it anew whenever its file, the address or the time changes. */
export function showDashboard(uid: string): void {
  const page: Page = {
    fetched: undefined,
    dashboard: undefined,
    marks: { marks: [], problems: [] },
    draw: undefined,
    running: new AbortController(),
    timer: undefined,
  }
  const toggled = new Set<string>()
  const setRange = (range: RawRange) => {
    changeAddress({ from: range.from, to: range.to })
    void load()
  }
  const grid = panelGrid((key) => {
    if (!toggled.delete(key)) toggled.add(key)
    void load()
  })
  const frame = pageFrame(grid.node, {
    setRange,
    setRefresh: (refresh) => {
      changeAddress({ refresh }, true)
      void load()
    },
    reload: () => void load(),
    toggleTheme: () => {
      rememberTheme(currentTheme() === 'dark' ? 'light' : 'dark')
      changeAddress({ theme: undefined }, true)
      if (page.draw !== undefined) grid.redraw({ ...page.draw, theme: applyTheme() })
    },
    choose: (name, values) => {
      changeAddress({ [`var-${name}`]: values.length === 0 ? [''] : values })
      void load()
    },
  })

  async function load(): Promise<void> {
    const { dashboard, fetched } = page
    if (dashboard === undefined || fetched === undefined) return
    page.running.abort()
    page.running = new AbortController()
    const { signal } = page.running
    window.clearTimeout(page.timer)
    document.documentElement.dataset['state'] = 'loading'
    const clock = clockOf(dashboard)
    const range = rangeOf(dashboard)
    const span = spanOf(range, clock) ?? { from: clock.now - 3_600_000, to: clock.now }
    const prometheus = proxiedPrometheus(signal)
    const scrape = parseInterval(fetched.scrapeInterval) ?? 15_000
    frame.showTime(range, refreshOf(dashboard), clock)
    const scope = await scopeOf(dashboard, prometheus, span, scrape)
    if (signal.aborted) return
    frame.showHead(dashboard, fetched, scope)
    const context: QueryContext = { prometheus, scope, span, clock, scrape }
    const theme = applyTheme()
    const zoom = ({ from, to }: TimeSpan) => setRange({ from: String(from), to: String(to) })
    page.draw = { theme, zone: clock.zone, marks: page.marks.marks, sharesCrosshair: dashboard.sharesCrosshair, zoom }
    const marking = queryMarks(dashboard.annotations, context, theme).then((marks) => {
      if (signal.aborted || page.draw === undefined) return
      const isChanged = JSON.stringify(marks.marks) !== JSON.stringify(page.marks.marks)
      page.marks = marks
      page.draw = { ...page.draw, marks: marks.marks }
      frame.showProblems([...fetched.problems, ...marks.problems])
      if (isChanged) grid.redraw(page.draw)
    })
    await Promise.all([grid.load(placedPanels(dashboard, scope, toggled), context, () => page.draw), marking])
    if (signal.aborted) return
    document.documentElement.dataset['state'] = 'ready'
    const every = parseInterval(refreshOf(dashboard))
    if (every !== undefined && every > 0) page.timer = window.setTimeout(tick, every)
  }

  // A page that nobody sees asks nothing.
  const tick = () => {
    if (document.hidden) page.timer = window.setTimeout(tick, 1000)
    else void load()
  }

  async function fetchAgain(): Promise<void> {
    try {
      const fetched = await fetchDashboard(uid)
      Object.assign(page, { fetched, dashboard: readDashboard(fetched.json) })
      frame.showProblems(fetched.problems)
    } catch (problem) {
      frame.showProblems([problem instanceof Error ? problem.message : String(problem)])
      document.documentElement.dataset['state'] = 'ready'
      return
    }
    await load()
  }

  applyTheme()
  window.addEventListener('popstate', () => void load())
  onChange(() => void fetchAgain())
  void fetchAgain()
}
