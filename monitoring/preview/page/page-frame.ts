import type { Dashboard } from '../../../src/panels/dashboard.ts'
import type { Scope } from '../../../src/panels/interpolate.ts'
import { safeLinks } from '../../../src/panels/links.ts'
import type { Clock, RawRange } from '../../../src/panels/time-range.ts'
import { undrawn } from '../../../src/panels/undrawn.ts'
import { readAddress } from './address.ts'
import type { FetchedDashboard } from './api.ts'
import { element } from './dom.ts'
import { anchor } from './links-view.ts'
import { previewNote } from './preview-note.ts'
import { momentsOf, type ToolbarActions, toolbar } from './toolbar.ts'
import { variableControls } from './variable-controls.ts'

/** What can be done at the frame of a dashboard. */
export interface FrameActions extends ToolbarActions {
  choose(name: string, values: readonly string[]): void
}

/** Everything around the panels. */
export interface PageFrame {
  showTime(range: RawRange, refresh: string, clock: Clock): void
  showHead(dashboard: Dashboard, fetched: FetchedDashboard, scope: Scope): void
  showProblems(problems: readonly string[]): void
}

/** Replaces what is there unless someone has a choice open in it, or types. */
function replaceQuietly(place: HTMLElement, made: HTMLElement): void {
  if (place.querySelector('details[open]') !== null) return
  const focused = document.activeElement
  const index = [...place.querySelectorAll('button, select, input, summary')].indexOf(focused as Element)
  if (index >= 0 && focused instanceof HTMLInputElement) return
  place.replaceChildren(made)
  if (index >= 0) [...place.querySelectorAll<HTMLElement>('button, select, input, summary')][index]?.focus()
}

/** Builds the frame of a dashboard around its panels. */
export function pageFrame(grid: HTMLElement, actions: FrameActions): PageFrame {
  const title = element('h1', {}, ['Loading …'])
  const time = element('div')
  const variables = element('div')
  const links = element('div', { class: 'links' })
  const problems = element('div', { class: 'problems' })
  const foot = element('footer')
  const isKiosk = readAddress().isKiosk
  if (isKiosk) document.body.classList.add('kiosk')
  const crumbs = element('div', { class: 'crumbs' }, [
    element('a', { href: '/' }, ['Dashboards']),
    title,
    element('span', { class: 'preview-mark' }, ['preview, not Grafana']),
  ])
  document.body.append(
    element('header', { class: 'top' }, [crumbs, time]),
    element('section', { class: 'controls', 'aria-label': 'Variables and links' }, [variables, links]),
    element('main', {}, [problems, grid]),
    foot,
  )
  let noted: Dashboard | undefined
  return {
    showTime(range, refresh, clock) {
      if (isKiosk) time.replaceChildren(momentsOf(range, clock))
      else replaceQuietly(time, toolbar(range, refresh, clock, actions))
    },
    showHead(dashboard, fetched, scope) {
      document.title = dashboard.title
      title.textContent = dashboard.title
      title.title = dashboard.description
      replaceQuietly(variables, variableControls(scope.variables, actions.choose))
      links.replaceChildren(...safeLinks(dashboard.links, scope).map((link) => anchor(link)))
      if (noted === dashboard) return
      noted = dashboard
      foot.replaceChildren(
        previewNote(undrawn(dashboard)),
        element('p', { class: 'note' }, [`${fetched.file}, data of ${fetched.prometheus}`]),
      )
    },
    showProblems: (texts) =>
      problems.replaceChildren(...texts.map((text) => element('p', { class: 'problem', role: 'alert' }, [text]))),
  }
}
