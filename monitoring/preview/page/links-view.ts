import type { SafeLink } from '../../../src/panels/model.ts'
import { element } from './dom.ts'

/** A link whose address has been looked at. */
export function anchor(link: SafeLink, text = link.title): HTMLAnchorElement {
  return element('a', { href: link.href, rel: 'noopener noreferrer', target: link.newTab ? '_blank' : undefined }, [
    text,
  ])
}
