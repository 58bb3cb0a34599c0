import { type Block, type Inline, parseMarkdown } from '../../../src/panels/markdown.ts'
import type { NoticeModel, TextModel } from '../../../src/panels/model.ts'
import type { Drawing } from './context.ts'
import { element } from './dom.ts'
import { anchor } from './links-view.ts'

const tags = { strong: 'strong', emphasis: 'em', code: 'code' } as const

function inline(part: Inline): Node | string {
  if (part.kind === 'text') return part.text
  if (part.kind === 'link') return anchor({ title: part.text, href: part.href, newTab: true })
  return element(tags[part.kind], {}, [part.text])
}

function block(part: Block): HTMLElement {
  switch (part.kind) {
    case 'heading':
      // The panel's own title is a heading of the second level.
      return element(part.level <= 1 ? 'h3' : part.level === 2 ? 'h4' : 'h5', {}, part.content.map(inline))
    case 'paragraph':
      return element('p', {}, part.content.map(inline))
    case 'list':
      return element(
        part.isOrdered ? 'ol' : 'ul',
        {},
        part.items.map((item) => element('li', {}, item.map(inline))),
      )
    case 'code':
      return element('pre', {}, [part.text])
    case 'rule':
      return element('hr')
  }
}

/** Shows a text panel: a safe part of Markdown, or plain text. */
export function textView(model: TextModel): Drawing {
  const content = model.mode === 'plain' ? [element('pre', {}, [model.text])] : parseMarkdown(model.text).map(block)
  return { node: element('div', { class: 'text', tabindex: 0 }, content) }
}

/** Says why there is nothing to see. */
export function noticeView({ reason, text }: NoticeModel): Drawing {
  return {
    node: element(
      'div',
      { class: `notice ${reason.replace(' ', '-')}`, role: reason === 'failed' ? 'alert' : 'note' },
      [text],
    ),
  }
}
