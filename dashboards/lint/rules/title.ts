import type { Fault, Rule } from '../rule.ts'

/** Titles everywhere, and no title twice in a row of panels. */
export const titleRule: Rule = {
  id: 'title',
  about: 'The dashboard, every row and every panel has a title of its own.',
  check: ({ title, panels }) => {
    const seen = new Set<string>()
    let row = ''
    const ofPanels = panels.flatMap((panel): Fault[] => {
      if (panel.isRow) row = panel.title
      if (panel.title.trim() === '') return [{ panel, what: 'has no title', mend: 'Say in a few words what it shows.' }]
      // The same panel may stand in two rows; within one row nobody can tell two of the same name apart.
      const key = panel.isRow ? panel.title : `${row}\n${panel.title}`
      const repeated = seen.has(key)
      seen.add(key)
      return repeated
        ? [{ panel, what: 'has the title of another one in its row', mend: 'Say what tells them apart.' }]
        : []
    })
    return title.trim() === '' ? [{ what: 'the dashboard has no title', mend: 'Give it one.' }, ...ofPanels] : ofPanels
  },
}
