import type { Fault, Rule } from '../rule.ts'

/** Panels have ids of their own: links to panels and alerts refer to them. */
export const panelIdRule: Rule = {
  id: 'panel-id',
  about: 'Every panel and row has an id of its own.',
  check: ({ panels }) => {
    const first = new Map<unknown, string>()
    return panels.flatMap((panel): Fault[] => {
      const { id, title } = panel
      const other = first.get(id)
      first.set(id, other ?? title)
      if (typeof id !== 'number' || !Number.isInteger(id) || id < 1)
        return [{ panel, what: 'has no id', mend: 'Give it a whole number above 0 that stays.' }]
      if (other === undefined) return []
      const what = `shares the id ${id} with "${other}"`
      return [{ panel, what, mend: 'Change the id of one: Grafana renumbers them at the next save, and links break.' }]
    })
  },
}
