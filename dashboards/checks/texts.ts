import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'

const empty = (text: string | undefined) => text === undefined || text.trim() === ''

/** Titles for the dashboard, its rows and panels; descriptions for the dashboard and its panels; titles unique. */
export function checkTexts({ title, description, panels = [] }: Dashboard): readonly string[] {
  const found: string[] = []
  if (empty(title)) found.push('the dashboard has no title')
  if (empty(description)) found.push('the dashboard has no description')
  for (const panel of panels) {
    if (empty(panel.title)) found.push(`panel ${panel.id} has no title`)
    if ('description' in panel ? empty(panel.description) : panel.type !== 'row') {
      found.push(`panel "${panel.title}" has no description`)
    }
  }
  const titles = panels.map((panel) => panel.title)
  const repeated = titles.filter((text, index) => titles.indexOf(text) < index)
  return [...found, ...repeated.map((text) => `the title "${text}" stands above two panels`)]
}
