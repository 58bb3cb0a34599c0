import type { LinkTemplate } from './dashboard.ts'
import { interpolate, type Scope } from './interpolate.ts'
import type { SafeLink } from './model.ts'

/**
 * The address if it may be followed: http, https, or a path of this server. Any other scheme (`javascript:`, `data:`), a
 * host without a scheme, and control characters that browsers drop, are refused with `undefined`.
 */
export function safeAddress(address: string): string | undefined {
  const trimmed = address.trim()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what hides a scheme from a naive look
  if (trimmed === '' || /[\u0000-\u0020\u007f\\]/.test(trimmed)) return undefined
  if (/^https?:\/\/[^/]/i.test(trimmed)) return trimmed
  if (trimmed.startsWith('//') || /^[a-z][a-z0-9+.-]*:/i.test(trimmed)) return undefined
  return trimmed
}

/** The links with their variables filled in; those that may not be followed are left out. `extra` stands for `__value` and the like. */
export function safeLinks(
  links: readonly LinkTemplate[],
  scope: Scope,
  extra: ReadonlyMap<string, string> = new Map(),
): readonly SafeLink[] {
  return links.flatMap(({ title, url, newTab }) => {
    const fill = (template: string, encode: boolean) =>
      template.replace(/\$\{(__(?:value|field|series|data)[\w.]*)(?::[^}]+)?\}/g, (_, name: string) => {
        const value = extra.get(name) ?? ''
        return encode ? encodeURIComponent(value) : value
      })
    const href = safeAddress(interpolate(fill(url, true), scope, 'url'))
    return href === undefined ? [] : [{ title: interpolate(fill(title, false), scope, 'text') || href, href, newTab }]
  })
}
