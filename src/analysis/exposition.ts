import type { Sample } from './sample.ts'

interface Cursor {
  readonly line: string
  at: number
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\', '"': '"', n: '\n' }

function skipBlanks(cursor: Cursor): void {
  while (cursor.line[cursor.at] === ' ' || cursor.line[cursor.at] === '\t') cursor.at += 1
}

function word(cursor: Cursor, ends: string): string {
  const start = cursor.at
  while (cursor.at < cursor.line.length && !ends.includes(cursor.line.charAt(cursor.at))) cursor.at += 1
  return cursor.line.slice(start, cursor.at)
}

function quotedText(cursor: Cursor): string {
  let text = ''
  cursor.at += 1
  for (;;) {
    const plain = word(cursor, '"\\')
    text += plain
    const found = cursor.line[cursor.at]
    if (found === undefined) throw new RangeError('a quoted text has no end')
    if (found === '"') {
      cursor.at += 1
      return text
    }
    const escaped = cursor.line.charAt(cursor.at + 1)
    // Prometheus keeps an unknown escape as it stands.
    text += escapes[escaped] ?? `\\${escaped}`
    cursor.at += 2
  }
}

/** Reads `{a="b",…}`. A quoted text without a value is the metric's own name, as Prometheus 3 writes names of any alphabet. */
function labelsOf(cursor: Cursor, name: string): { name: string; labels: Record<string, string> } {
  const labels: Record<string, string> = Object.create(null)
  let metric = name
  cursor.at += 1
  for (;;) {
    skipBlanks(cursor)
    if (cursor.line[cursor.at] === '}') break
    const label = cursor.line[cursor.at] === '"' ? quotedText(cursor) : word(cursor, '=,} \t"{')
    skipBlanks(cursor)
    if (cursor.line[cursor.at] === '=') {
      cursor.at += 1
      skipBlanks(cursor)
      if (label === '' || cursor.line[cursor.at] !== '"') throw new RangeError('a label has no name or no quoted value')
      labels[label] = quotedText(cursor)
      skipBlanks(cursor)
    } else if (metric === '') metric = label
    else throw new RangeError('a label has no value')
    if (cursor.line[cursor.at] === ',') cursor.at += 1
    else if (cursor.line[cursor.at] !== '}') throw new RangeError('the labels have no end')
  }
  cursor.at += 1
  return { name: metric, labels }
}

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** A number as Prometheus writes it: decimal, `NaN`, `+Inf`, `-Inf`. `undefined` for any other text. */
export function parseValue(text: string): number | undefined {
  if (decimal.test(text)) return Number(text)
  const infinity = /^([+-]?)inf(inity)?$/i.exec(text)
  if (infinity) return infinity[1] === '-' ? -Infinity : Infinity
  return /^nan$/i.test(text) ? Number.NaN : undefined
}

function sampleOf(line: string): Sample {
  const cursor: Cursor = { line, at: 0 }
  const bare = word(cursor, '{ \t')
  skipBlanks(cursor)
  const head = line[cursor.at] === '{' ? labelsOf(cursor, bare) : { name: bare, labels: {} }
  if (head.name === '') throw new RangeError('there is no metric name')
  skipBlanks(cursor)
  const value = parseValue(word(cursor, ' \t'))
  if (value === undefined) throw new RangeError('the value is no number')
  skipBlanks(cursor)
  // What follows the value is a time, and in OpenMetrics an example after `#`.
  const time = word(cursor, ' \t#')
  if (time !== '' && parseValue(time) === undefined) throw new RangeError('the time is no number')
  return { ...head, value }
}

/**
 * The samples of a `/metrics` page in Prometheus' text format or OpenMetrics, in their order. Summaries and histograms
 * are the samples that they are written as. Throws a RangeError that names the line where the page is neither.
 */
export function parseExposition(text: string): Sample[] {
  const samples: Sample[] = []
  let start = 0
  for (let number = 1; start < text.length; number += 1) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end < 0 ? text.length : end).trim()
    start = end < 0 ? text.length : end + 1
    if (line === '' || line.startsWith('#')) continue
    try {
      samples.push(sampleOf(line))
    } catch (error) {
      if (error instanceof RangeError) throw new RangeError(`Line ${number} is no metric: ${error.message}.`)
      throw error
    }
  }
  return samples
}
