import { formatTime, type ZoneOffset } from '../calendar.ts'
import { type Block, type Inline, parseMarkdown } from '../markdown.ts'
import type { NoticeModel, TextModel } from '../model.ts'
import type { SvgContext } from './context.ts'
import { type Box, label, textWidth } from './markup.ts'

/** Words as lines of about this width. */
export function wrapped(text: string, size: number, width: number): readonly string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line = ''
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line !== '' && textWidth(longer, size) > width) {
        lines.push(line)
        line = word
      } else line = longer
    }
    lines.push(line)
  }
  return lines
}

const plain = (content: readonly Inline[]): string => content.map(({ text }) => text).join('')

function linesOf(block: Block): readonly { readonly text: string; readonly size: number }[] {
  switch (block.kind) {
    case 'heading':
      return [{ text: plain(block.content), size: 20 - 2 * Math.min(3, block.level) }]
    case 'paragraph':
      return [{ text: plain(block.content), size: 13 }]
    case 'list':
      return block.items.map((item, at) => ({
        text: `${block.isOrdered ? `${at + 1}.` : '•'} ${plain(item)}`,
        size: 13,
      }))
    case 'code':
      return block.text.split('\n').map((text) => ({ text, size: 12 }))
    case 'rule':
      return [{ text: '', size: 8 }]
  }
}

/** Draws a text panel, without its formatting within lines. */
export function textSvg(model: TextModel, box: Box, { inks }: SvgContext): string {
  const blocks = model.mode === 'plain' ? [{ text: model.text, size: 13 }] : parseMarkdown(model.text).flatMap(linesOf)
  const lines = blocks.flatMap(({ text, size }) => wrapped(text, size, box.width - 16).map((line) => ({ line, size })))
  let y = box.y
  return lines
    .map(({ line, size }) => {
      y += size * 1.5
      return y > box.y + box.height ? '' : label(line, { x: box.x + 8, y, 'font-size': size, fill: inks.text })
    })
    .join('')
}

/** Says why there is nothing to see. */
export function noticeSvg({ reason, text }: NoticeModel, box: Box, { inks }: SvgContext): string {
  const lines = wrapped(text, 13, box.width - 24).slice(0, 8)
  const top = box.y + box.height / 2 - ((lines.length - 1) * 18) / 2
  const fill = reason === 'failed' ? inks.alarm : inks.faint
  return lines
    .map((line, at) =>
      label(line, { x: box.x + box.width / 2, y: top + at * 18, 'text-anchor': 'middle', 'font-size': 13, fill }),
    )
    .join('')
}

/** The range of a picture in words, with its zone. */
export function rangeText(span: { readonly from: number; readonly to: number }, zone: ZoneOffset): string {
  return `${formatTime(span.from, zone)} to ${formatTime(span.to, zone)}${zone(span.from) === 0 ? ' UTC' : ''}`
}
