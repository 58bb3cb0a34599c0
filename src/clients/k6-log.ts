/** How many lines are kept from the beginning, and as many from the end. */
const keptLines = 1_000

/** What the script says in this line; `undefined` where k6 itself speaks. */
function spoken(line: string): string | undefined {
  const message = /\blevel=info msg=("(?:[^"\\]|\\.)*"|\S+) source=console$/.exec(line)?.[1]
  if (message === undefined) return undefined
  try {
    return message.startsWith('"') ? String(JSON.parse(message)) : message
  } catch {
    // Go quotes some characters in ways that JSON does not know.
    return message
  }
}

/** Why k6 could not write its metrics, where this line says so. */
function unwritten(line: string): string | undefined {
  if (!line.includes('output="Prometheus remote write"')) return undefined
  return /\blevel=error msg="Failed to send .*?\berror="((?:[^"\\]|\\.)*)"/.exec(line)?.[1]
}

/**
 * Collects what k6 says. A service that is gone gives a line for each request: of very many lines the first and the last
 * are kept.
 */
export class K6Log {
  readonly #first: string[] = []
  readonly #last: string[] = []
  readonly #examples = new Map<string, string>()
  #dropped = 0
  #wrote = true
  #partial = ''
  readonly #said: ((text: string) => void) | undefined

  /** `said` is told what the script itself says, at once, and of the first metrics that k6 could not write. */
  constructor(said?: (text: string) => void) {
    this.#said = said
  }

  add(chunk: string): void {
    const lines = (this.#partial + chunk).split(/\r?\n/)
    this.#partial = lines.pop() ?? ''
    for (const line of lines) this.#push(line)
  }

  #push(line: string): void {
    const text = spoken(line)
    const [, kind, example] = /^example of ([\w-]+): (.*)$/s.exec(text ?? '') ?? []
    if (kind !== undefined && example !== undefined) {
      // Every virtual user tells its first.
      if (this.#examples.has(kind)) return
      this.#examples.set(kind, example)
    }
    if (text !== undefined) this.#said?.(text)
    const reason = this.#wrote ? unwritten(line) : undefined
    if (reason !== undefined) {
      this.#wrote = false
      this.#said?.(`k6 could not write its metrics: ${reason}`)
    }
    if (this.#first.length < keptLines) {
      this.#first.push(line)
      return
    }
    this.#last.push(line)
    // Cut rarely: shifting an array for every line would cost more than the lines.
    if (this.#last.length <= 2 * keptLines) return
    this.#dropped += this.#last.length - keptLines
    this.#last.splice(0, this.#last.length - keptLines)
  }

  /** Class of unexpected answers -> the first of them, in words. */
  examples(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#examples)
  }

  /** The whole text, every line ended. */
  text(): string {
    const dropped = this.#dropped > 0 ? [`… ${this.#dropped} lines left out …`] : []
    const rest = this.#partial === '' ? [] : [this.#partial]
    const lines = [...this.#first, ...dropped, ...this.#last, ...rest]
    return lines.length === 0 ? '' : `${lines.join('\n')}\n`
  }

  /** What k6 said last, for an error message: its errors where there are any. */
  tail(count: number): string {
    const lines = [...this.#first, ...this.#last, this.#partial].filter((line) => line.trim() !== '')
    const errors = lines.filter((line) => /level=(error|fatal)|^ERRO|exception/i.test(line))
    return (errors.length > 0 ? errors : lines).slice(-count).join('\n')
  }
}
