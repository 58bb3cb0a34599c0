/** Attributes of an SVG element; `undefined` ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>

/** Text as it may stand in XML, in content and in quoted attributes. Characters that XML does not know are dropped. */
export function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const shortened = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : value

/** One element with its children, which are markup already. */
export function tag(name: string, attributes: Attributes, children: readonly string[] = []): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(shortened(value ?? ''))}"`)
    .join('')
  return children.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${children.join('')}</${name}>`
}

/** Pixels that a text is about wide in a sans-serif font of this size. */
export function textWidth(text: string, size: number): number {
  let units = 0
  for (const letter of text)
    units += /[il.,:;'|!\sjtfI[\]()]/.test(letter)
      ? 0.31
      : /[mwMW%@]/.test(letter)
        ? 0.88
        : /[A-Z]/.test(letter)
          ? 0.66
          : 0.56
  return units * size
}

/** The text, cut to about this width. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > width) letters.pop()
  return `${letters.join('')}…`
}

/** A line of text at a place. */
export function label(text: string, attributes: Attributes): string {
  return tag('text', { 'font-size': 12, ...attributes }, [escaped(text)])
}

/** A rectangle in pixels. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Colors of everything that is no data. */
export interface Inks {
  readonly canvas: string
  readonly surface: string
  readonly border: string
  readonly text: string
  readonly faint: string
  readonly grid: string
  readonly alarm: string
}

/** The inks of a theme. */
export const inksOf: Readonly<Record<'light' | 'dark', Inks>> = {
  dark: {
    canvas: '#111217',
    surface: '#181b1f',
    border: '#2d3036',
    text: '#d5d8e2',
    faint: '#9fa7b3',
    grid: '#2a2d33',
    alarm: '#ff7383',
  },
  light: {
    canvas: '#f4f5f5',
    surface: '#ffffff',
    border: '#d9dadc',
    text: '#24292e',
    faint: '#57606c',
    grid: '#e5e6e7',
    alarm: '#c4162a',
  },
}
