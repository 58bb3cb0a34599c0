/** What a piece of text means, apart from how a terminal shows it. */
export type Tone = 'strong' | 'faint' | 'good' | 'warning' | 'bad'

/** A piece of text of one tone. */
export interface Span {
  readonly text: string
  readonly tone?: Tone
}

/** One line of a frame. */
export type Line = readonly Span[]

/** A span; no tone is plain text. */
export function span(text: string, tone?: Tone): Span {
  return tone === undefined ? { text } : { text, tone }
}

// Scripts whose characters take two columns: Hangul, CJK, kana, full-width forms, emoji.
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u
const joining = /\p{M}|\u200d|\ufe0f/u

function columnsOf(character: string): number {
  if (joining.test(character)) return 0
  return wide.test(character) ? 2 : 1
}

/** How many columns of a terminal the text takes. */
export function widthOf(text: string): number {
  // Nearly every text is ASCII or drawn in blocks of one column each.
  if (/^[\x20-\x7e\u2580-\u259f]*$/.test(text)) return text.length
  let width = 0
  for (const character of text) width += columnsOf(character)
  return width
}

function cut(text: string, width: number): string {
  let taken = ''
  let used = 0
  for (const character of text) {
    used += columnsOf(character)
    if (used > width) break
    taken += character
  }
  return taken
}

/** The text in exactly this many columns: padded, or cut. */
export function fixed(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const own = widthOf(text)
  if (own > width) return cut(text, width)
  const blanks = ' '.repeat(width - own)
  return side === 'left' ? text + blanks : blanks + text
}

/** How many columns a line takes. */
export function lineWidth(line: Line): number {
  return line.reduce((width, { text }) => width + widthOf(text), 0)
}

/** The line in at most this many columns. */
export function fitted(line: Line, width: number): Line {
  const result: Span[] = []
  let left = width
  for (const piece of line) {
    if (left <= 0) break
    const text = widthOf(piece.text) > left ? cut(piece.text, left) : piece.text
    left -= widthOf(text)
    result.push({ ...piece, text })
  }
  return result
}

/** Two ends of a line with blanks between them; where both do not fit, the right end gives way. */
export function spread(left: Line, right: Line, width: number): Line {
  const room = width - lineWidth(left) - lineWidth(right)
  return room < 1 ? fitted(left, width) : [...left, span(' '.repeat(room)), ...right]
}

/** A line as text without tones. */
export function plain(line: Line): string {
  return line
    .map(({ text }) => text)
    .join('')
    .trimEnd()
}
