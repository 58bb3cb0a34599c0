import { record, text } from '../linted.ts'
import type { Fault, Rule } from '../rule.ts'
import { parse } from '../syntax.ts'
import { withoutVariables } from '../variables-in-queries.ts'

const mend = 'Try it in Explore: Prometheus says what it expected there.'

function faultText(expression: string, at: number): string {
  return `is no PromQL at character ${at}: ${withoutVariables(expression)}`
}

/** Every query parses by Prometheus' own grammar, those of annotations too. */
export const querySyntaxRule: Rule = {
  id: 'query-syntax',
  about: 'Every query, of panels and annotations, is PromQL.',
  check: ({ panels, annotations }) => [
    ...panels.flatMap((panel) =>
      panel.queries.flatMap((query): Fault[] =>
        query.faultAt === undefined ? [] : [{ panel, query, what: faultText(query.expression, query.faultAt), mend }],
      ),
    ),
    ...annotations.flatMap((annotation): Fault[] => {
      const expression = text(record(annotation['target'])['expr'] ?? annotation['expr'])
      const parsed = expression === '' ? undefined : parse(withoutVariables(expression))
      if (parsed === undefined || 'syntax' in parsed) return []
      return [
        {
          what: `the query of annotation "${text(annotation['name'])}" ${faultText(expression, parsed.faultAt)}`,
          mend,
        },
      ]
    }),
  ],
}
