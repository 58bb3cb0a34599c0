/** Ranges by which a query follows the screen: what stands for them while it is parsed, and so in `Selection.range`. */
export const screenRanges = {
  __rate_interval: '8869990787ms',
  __interval: '4867856611ms',
  __range: '6737667980ms',
} as const

/** Stands for a range that a variable of the dashboard chooses. */
export const chosenRange = '5567667913ms'

const numbers = /^__(interval_ms|range_s|range_ms|from|to)$/
const mention = /\$(\w+)|\$\{(\w+)(?:[.:][^}]*)?\}|\[\[(\w+)(?::\w+)?\]\]/g

/** The names of the variables that a text mentions, in any of Grafana's three spellings. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(mention)].map(([, plain, braced, bracketed]) => plain ?? braced ?? bracketed ?? '')
}

/** Whether a variable is Grafana's own. */
export function isBuiltIn(name: string): boolean {
  return name.startsWith('__') || name === 'timeFilter' || name === 'interval'
}

/**
 * A query that parses whatever the variables' values are: each is replaced by something of the kind that belongs there. In
 * a quoted text it stays a text, as a duration it becomes one, anywhere else it is read as a name.
 */
export function withoutVariables(query: string): string {
  return query.replace(mention, (found, plain, braced, bracketed, at: number) => {
    const name: string = plain ?? braced ?? bracketed ?? ''
    const range = screenRanges[name as keyof typeof screenRanges]
    if (range !== undefined) return range
    if (numbers.test(name)) return '1000'
    const before = query.slice(0, at)
    if (/(\[|\[[^\]"]*:|offset\s+-?)\s*$/i.test(before)) return chosenRange
    // A pattern such as `$operation` may stand inside a text, where `$` would do no harm, or be a metric or a label.
    return insideText(before) ? found.replace(/["\\]/g, '') : name
  })
}

function insideText(before: string): boolean {
  let quote = ''
  for (let index = 0; index < before.length; index += 1) {
    const letter = before.charAt(index)
    if (quote === '') quote = /["'`]/.test(letter) ? letter : ''
    else if (letter === '\\' && quote !== '`') index += 1
    else if (letter === quote) quote = ''
  }
  return quote !== ''
}
