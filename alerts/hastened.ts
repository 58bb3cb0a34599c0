import { dump, load } from 'js-yaml'
import type { Artefact } from '../src/model/artefact.ts'
import type { Fleet } from '../src/model/service.ts'
import { parseDuration } from '../src/model/units.ts'
import { alerts } from './index.ts'
import type { RuleGroup } from './rules.ts'

const duration = String.raw`\d+(?:ms|[smhdw])`
// Where a duration stands in the expressions of this product; one in a name or a label is a name.
const durations = new RegExp(String.raw`(?<=\[|\[${duration}:|\boffset )${duration}`, 'g')
const quoted = /("(?:[^"\\]|\\.)*")/

function shorter(text: string, factor: number): string {
  const milliseconds = (parseDuration(text) ?? 0) / factor
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${Math.max(1, Math.round(milliseconds))}ms`
}

/** An expression whose ranges, steps and offsets are shorter by the factor. */
function hastenedExpression(expression: string, factor: number): string {
  return expression
    .split(quoted)
    .map((part) => (part.startsWith('"') ? part : part.replace(durations, (text) => shorter(text, factor))))
    .join('')
}

/**
 * The rule files of a fleet for windows that pass faster by the factor: with 60, `5m` is five seconds. Ranges, steps and
 * offsets change and nothing else does: names, labels, texts, objectives, burn rates and numbers of seconds stay, and so does
 * `for`, since targets are found and lost no faster. Made to rehearse alerts within minutes, on a Prometheus of its own:
 * the series have the names of the real ones.
 */
export function hastenedRules(fleet: Fleet, factor: number): readonly Artefact[] {
  return alerts(fleet)
    .filter(({ path }) => path.endsWith('.rules.yml'))
    .map(({ path, body }) => {
      const { groups } = load(body) as { groups: readonly RuleGroup[] }
      const faster = groups.map((group) => ({
        ...group,
        rules: group.rules.map((rule) => ({ ...rule, expr: hastenedExpression(rule.expr, factor) })),
      }))
      return { path, body: dump({ groups: faster }, { lineWidth: -1, noRefs: true }) }
    })
}
