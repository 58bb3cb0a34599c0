/** The expression of `/…/flags`, or of the bare text; `undefined` where it is none. */
export function patternOf(text: string): RegExp | undefined {
  const [, pattern = '', flags = ''] = /^\/(.*)\/([a-z]*)$/s.exec(text) ?? [undefined, text, '']
  try {
    return new RegExp(pattern, flags.replace(/[gy]/g, ''))
  } catch {
    return undefined
  }
}
