import { type Choices, sortKeys, type View } from './view.ts'

/** What a key asks for. */
export type Action = 'quit' | 'interrupt' | 'pause' | 'help' | 'up' | 'down' | 'left' | 'right'

const keys: Readonly<Record<string, Action>> = {
  q: 'quit',
  Q: 'quit',
  '\u0003': 'interrupt',
  p: 'pause',
  P: 'pause',
  ' ': 'pause',
  '?': 'help',
  h: 'help',
  k: 'up',
  j: 'down',
  '\u001b[A': 'up',
  '\u001b[B': 'down',
  '\u001b[C': 'right',
  '\u001b[D': 'left',
  '\u001bOA': 'up',
  '\u001bOB': 'down',
  '\u001bOC': 'right',
  '\u001bOD': 'left',
}

/** The actions in what a terminal sent; several keys may come at once, and unknown ones mean nothing. */
export function actionsOf(text: string): readonly Action[] {
  const found = text.match(/\p{Cc}[[O][0-9;]*[A-Za-z~]|./gsu) ?? []
  return found.flatMap((key) => keys[key] ?? [])
}

/** The choices after an action. */
export function chosen(choices: Choices, action: Action, { service }: Pick<View, 'service'>): Choices {
  const turned = (by: number) =>
    sortKeys[(sortKeys.indexOf(choices.sort) + by + sortKeys.length) % sortKeys.length] ?? choices.sort
  const last = Object.keys(service.operations).length - 1
  switch (action) {
    case 'pause':
      return { ...choices, paused: !choices.paused }
    case 'help':
      return { ...choices, help: !choices.help }
    case 'up':
      return { ...choices, scroll: Math.max(0, choices.scroll - 1) }
    case 'down':
      return { ...choices, scroll: Math.min(last, choices.scroll + 1) }
    case 'left':
      return { ...choices, sort: turned(-1), scroll: 0 }
    case 'right':
      return { ...choices, sort: turned(1), scroll: 0 }
    case 'quit':
    case 'interrupt':
      return choices
  }
}
