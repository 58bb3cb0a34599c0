import type { IncomingMessage } from 'node:http'

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Why a request is turned away; `undefined` when it is not. Only names of this machine are answered to: a foreign page whose host
 * name resolves to 127.0.0.1 names its own host. And only the preview's own page may ask for data.
 */
export function refusal(request: IncomingMessage): string | undefined {
  const host = request.headers.host ?? ''
  const name = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(host.toLowerCase())?.[1] ?? ''
  if (!loopbackNames.has(name)) return 'This server answers to localhost and 127.0.0.1 only.'
  const { origin } = request.headers
  if (origin !== undefined && origin !== `http://${host}`) return 'Other sites may not ask here.'
  const site = request.headers['sec-fetch-site']
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate' && !(request.url ?? '').startsWith('/api/')
  const isOwn = site === undefined || site === 'same-origin' || site === 'none' || isNavigation
  return isOwn ? undefined : 'Other sites may not ask here.'
}

/** Headers of every answer: the page runs its own script and nothing else, and nobody frames it. */
export const safetyHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
}
