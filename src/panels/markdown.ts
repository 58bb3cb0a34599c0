import { safeAddress } from './links.ts'

/** A run of text in a line. */
export type Inline =
  | { readonly kind: 'text' | 'strong' | 'emphasis' | 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

/** A block of a text: a heading, a paragraph, a list, code, or a rule. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly content: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'rule' }

// The backtick is written \x60: highlighters and counters of lines take it for the start of a text.
const inlines =
  /\[([^\]]*)\]\(([^()\s]+)(?:\s+"[^"]*")?\)|\*\*([^*]+)\*\*|__([^_]+)__|\*([^*\s][^*]*)\*|\x60([^\x60]+)\x60/g

/** Reads one line: links that may be followed, strong, emphasis and code; all else is text. */
export function parseInline(line: string): readonly Inline[] {
  const parts: Inline[] = []
  let end = 0
  for (const match of line.matchAll(inlines)) {
    if (match.index > end) parts.push({ kind: 'text', text: line.slice(end, match.index) })
    const [whole, label, address, strong, strong2, emphasis, code] = match
    const href = address === undefined ? undefined : safeAddress(address)
    if (address !== undefined)
      parts.push(href === undefined ? { kind: 'text', text: whole } : { kind: 'link', text: label || href, href })
    else if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (emphasis !== undefined) parts.push({ kind: 'emphasis', text: emphasis })
    else parts.push({ kind: 'strong', text: strong ?? strong2 ?? '' })
    end = match.index + whole.length
  }
  return end < line.length ? [...parts, { kind: 'text', text: line.slice(end) }] : parts
}

function blockOf(lines: readonly string[]): Block {
  const [first = ''] = lines
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(first)
  if (heading !== null)
    return { kind: 'heading', level: heading[1]?.length ?? 1, content: parseInline(heading[2] ?? '') }
  if (/^\s*(-{3,}|\*{3,}|_{3,})\s*$/.test(first)) return { kind: 'rule' }
  const item = /^\s*(?:[-*+]|\d+[.)])\s+/
  if (item.test(first))
    return {
      kind: 'list',
      isOrdered: /^\s*\d/.test(first),
      items: lines.map((line) => parseInline(line.replace(item, ''))),
    }
  return { kind: 'paragraph', content: parseInline(lines.join(' ')) }
}

function kindOf(line: string): 'alone' | 'item' | 'text' {
  if (/^#{1,6}\s/.test(line) || /^\s*(-{3,}|\*{3,}|_{3,})\s*$/.test(line)) return 'alone'
  return /^\s*(?:[-*+]|\d+[.)])\s+/.test(line) ? 'item' : 'text'
}

/** Reads the part of Markdown that dashboards use. HTML in it stays text. */
export function parseMarkdown(text: string): readonly Block[] {
  const blocks: Block[] = []
  let open: string[] = []
  let fence: string[] | undefined
  const close = () => {
    if (open.length > 0) blocks.push(blockOf(open))
    open = []
  }
  for (const line of text.split(/\r?\n/)) {
    const isFence = /^\s*\x60{3}/.test(line)
    if (fence !== undefined) {
      if (!isFence) fence.push(line)
      else {
        blocks.push({ kind: 'code', text: fence.join('\n') })
        fence = undefined
      }
      continue
    }
    const kind = kindOf(line)
    if (isFence || line.trim() === '' || kind === 'alone' || (open[0] !== undefined && kind !== kindOf(open[0])))
      close()
    if (isFence) fence = []
    else if (kind === 'alone') blocks.push(blockOf([line]))
    else if (line.trim() !== '') open.push(line)
  }
  close()
  if (fence !== undefined) blocks.push({ kind: 'code', text: fence.join('\n') })
  return blocks
}
