import { element } from './dom.ts'

/** Says that this is not Grafana, and what of this dashboard it leaves out. */
export function previewNote(undrawn: readonly string[]): HTMLElement {
  const lead = 'A preview of the dashboards, not Grafana: the same JSON and queries, drawn without it.'
  if (undrawn.length === 0) return element('p', { class: 'note' }, [`${lead} Nothing of what is here is left out.`])
  const summary = element('summary', {}, [
    `${lead} ${undrawn.length} ${undrawn.length === 1 ? 'thing is' : 'things are'} not drawn`,
  ])
  return element('details', { class: 'note' }, [
    summary,
    element(
      'ul',
      {},
      undrawn.map((text) => element('li', {}, [text])),
    ),
  ])
}
