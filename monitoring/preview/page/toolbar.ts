import { formatTime } from '../../../src/panels/calendar.ts'
import { type Clock, describeRange, type RawRange, spanOf } from '../../../src/panels/time-range.ts'
import { button, element } from './dom.ts'

/** What the toolbar changes. */
export interface ToolbarActions {
  setRange(range: RawRange): void
  setRefresh(refresh: string): void
  reload(): void
  toggleTheme(): void
}

const quick: readonly string[] = ['5m', '15m', '30m', '1h', '3h', '6h', '12h', '24h', '2d', '7d', '30d']
const refreshes: readonly string[] = ['', '5s', '10s', '30s', '1m', '5m', '15m']

function rangeForm(range: RawRange, clock: Clock, set: (range: RawRange) => void): HTMLElement {
  const from = element('input', { name: 'from', value: range.from, autocomplete: 'off', spellcheck: 'false' })
  const to = element('input', { name: 'to', value: range.to, autocomplete: 'off', spellcheck: 'false' })
  const trouble = element('p', { class: 'problem', role: 'alert' })
  trouble.hidden = true
  const form = element('form', { class: 'custom-range' }, [
    element('label', {}, ['From', from]),
    element('label', {}, ['To', to]),
    trouble,
    element('button', { type: 'submit' }, ['Apply']),
  ])
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const wanted = { from: from.value.trim(), to: to.value.trim() }
    trouble.hidden = spanOf(wanted, clock) !== undefined
    trouble.textContent = 'Write now-15m, now/d or 2026-01-31 12:00:00; the end comes after the start.'
    if (trouble.hidden) set(wanted)
  })
  return form
}

/** From when to when a range goes; its own words where it means nothing. */
export function momentsOf(range: RawRange, clock: Clock): string {
  const span = spanOf(range, clock)
  if (span === undefined) return describeRange(range, clock)
  return `${formatTime(span.from, clock.zone)} to ${formatTime(span.to, clock.zone)}`
}

function rangePicker(range: RawRange, clock: Clock, actions: ToolbarActions): HTMLElement {
  const title = momentsOf(range, clock)
  const picker = element('details', { class: 'picker' })
  const set = (chosen: RawRange) => {
    picker.open = false
    actions.setRange(chosen)
  }
  const choices = quick.map((length) =>
    button(describeRange({ from: `now-${length}`, to: 'now' }, clock), `Last ${length}`, () =>
      set({ from: `now-${length}`, to: 'now' }),
    ),
  )
  picker.append(
    element('summary', { class: 'button', title, 'aria-label': `Time range: ${describeRange(range, clock)}` }, [
      describeRange(range, clock),
    ]),
    element('div', { class: 'choices' }, [rangeForm(range, clock, set), element('div', { class: 'quick' }, choices)]),
  )
  picker.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    picker.open = false
    picker.querySelector('summary')?.focus()
  })
  return picker
}

function moves(range: RawRange, clock: Clock, set: (range: RawRange) => void): readonly HTMLElement[] {
  const to = (move: (from: number, length: number) => [number, number]) => () => {
    const span = spanOf(range, clock)
    if (span === undefined) return
    const [start, end] = move(span.from, span.to - span.from)
    set({ from: String(Math.round(start)), to: String(Math.round(end)) })
  }
  return [
    button(
      '‹',
      'Earlier by half the range',
      to((from, length) => [from - length / 2, from + length / 2]),
    ),
    button(
      '›',
      'Later by half the range',
      to((from, length) => [from + length / 2, from + 1.5 * length]),
    ),
    button(
      '−',
      'Zoom out to twice the range',
      to((from, length) => [from - length / 2, from + 1.5 * length]),
    ),
  ]
}

/** The controls at the top right: time range, refresh, theme. */
export function toolbar(range: RawRange, refresh: string, clock: Clock, actions: ToolbarActions): HTMLElement {
  const options = [...new Set([...refreshes, refresh])].map((value) =>
    element('option', { value, selected: value === refresh }, [value === '' ? 'Off' : value]),
  )
  const select = element('select', { 'aria-label': 'Refresh every', title: 'Refresh every' }, options)
  select.addEventListener('change', () => actions.setRefresh(select.value))
  const [earlier, later, out] = moves(range, clock, actions.setRange)
  return element('div', { class: 'toolbar', role: 'group', 'aria-label': 'Time and refresh' }, [
    earlier,
    rangePicker(range, clock, actions),
    later,
    out,
    button('↻', 'Refresh now', actions.reload),
    select,
    button('◐', 'Light or dark', actions.toggleTheme),
  ])
}
