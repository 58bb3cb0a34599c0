import { type Json, records, text } from '../linted.ts'
import type { Fault, Rule } from '../rule.ts'

const mend = 'Keep both: keepTime and includeVars, or $__url_time_range and $__all_variables in the address.'

function loses(link: Json): boolean {
  const address = text(link['url'])
  if (link['type'] === 'dashboards') return link['keepTime'] !== true || link['includeVars'] !== true
  if (!/(^|\/)d\//.test(address)) return false
  const keepsTime = link['keepTime'] === true || address.includes('__url_time_range') || /[?&]from=/.test(address)
  const keepsVariables = link['includeVars'] === true || address.includes('__all_variables') || /[?&]var-/.test(address)
  return !keepsTime || !keepsVariables
}

/** Whoever follows a link to another dashboard still looks at the same time and the same service. */
export const linkRule: Rule = {
  id: 'link',
  about: 'Links to dashboards keep the time range and the variables, and every link leads somewhere.',
  check: ({ links, panels }) => {
    const ofPanel = panels.flatMap((panel) =>
      [...records(panel.json['links']), ...records(panel.defaults['links'])].map((link) => ({ panel, link })),
    )
    return [...links.map((link) => ({ link })), ...ofPanel].flatMap(({ link, ...where }): Fault[] => {
      const title = `the link "${text(link['title'])}"`
      const empty = link['type'] !== 'dashboards' && text(link['url']).trim() === ''
      if (empty) return [{ ...where, what: `${title} leads nowhere`, mend: 'Give it an address, or remove it.' }]
      return loses(link) ? [{ ...where, what: `${title} loses the time range or the variables`, mend }] : []
    })
  },
}
