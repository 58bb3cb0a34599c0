/** How a terminal is taken over and given back: the second screen, no cursor, no wrapping. */
export const takeOver = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[H\u001b[2J'

/** Undoes `takeOver`: what was on the screen before is there again. */
export const giveBack = '\u001b[?7h\u001b[0m\u001b[?25h\u001b[?1049l'

// Terminals that know it show all changes at once; others ignore it.
const begin = '\u001b[?2026h'
const end = '\u001b[?2026l'

/**
 * What turns the screen from the lines that it shows into others: only lines that differ are written, in full width, so
 * that nothing is ever erased first and nothing flickers. Without known lines the screen is cleared. Empty for no change.
 */
export function repaint(shown: readonly string[] | undefined, next: readonly string[]): string {
  const lines = next.map((line, row) => (shown?.[row] === line ? '' : `\u001b[${row + 1};1H${line}`)).join('')
  if (shown === undefined) return `${begin}\u001b[2J${lines}${end}`
  return lines === '' ? '' : `${begin}${lines}${end}`
}
