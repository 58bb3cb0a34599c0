import type { Context } from './context.ts'

/** How text is laid out: for a terminal, or as plain lines for a file or another program. */
export interface TextStyle {
  /** The width of the terminal; `undefined` where lines are not wrapped, because it is none. */
  readonly columns: number | undefined
  readonly colour: boolean
}

/** The style for a stream of the process: no terminal, no wrapping and no colour; `NO_COLOR` is respected. */
export function styleOf(stream: Context['stdout'], environment: Context['environment']): TextStyle {
  const colour = stream.isTerminal && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb'
  return { columns: stream.isTerminal ? Math.max(60, stream.columns) : undefined, colour }
}

const codes = { plain: 0, bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const

/** A colour or weight of text. */
export type Paint = keyof typeof codes

/** The text in this colour, where the style has colours. */
export function painted(text: string, paint: Paint, { colour }: TextStyle): string {
  return colour && paint !== 'plain' ? `\u001b[${codes[paint]}m${text}\u001b[0m` : text
}

/** Without control characters: text of other programs must not steer a terminal. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim()
}

/** Breaks text at blanks into lines of at most this width; a longer word is cut. No width, no break. */
export function wrapped(text: string, width: number | undefined): string[] {
  if (width === undefined) return [text]
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line)
      line = ''
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width))
      rest = rest.slice(width)
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  return [...lines, line]
}
