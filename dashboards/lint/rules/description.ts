import type { Fault, Rule } from '../rule.ts'

const withoutOne = new Set(['text', 'news', 'dashlist', 'welcome'])

/** Whoever has never seen a panel can read what it shows. */
export const descriptionRule: Rule = {
  id: 'description',
  about: 'The dashboard and every panel that shows data has a description.',
  check: ({ description, panels }) => [
    ...(description.trim() === ''
      ? [{ what: 'the dashboard has no description', mend: 'Say whom it is for and what it answers.' }]
      : []),
    ...panels
      .filter((panel) => !panel.isRow && !withoutOne.has(panel.type) && panel.description.trim() === '')
      .map(
        (panel): Fault => ({
          panel,
          what: 'has no description',
          mend: 'Say what good looks like, and what to do otherwise.',
        }),
      ),
  ],
}
