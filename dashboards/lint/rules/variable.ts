import { text } from '../linted.ts'
import type { Fault, Rule } from '../rule.ts'
import { isBuiltIn, variablesIn } from '../variables-in-queries.ts'

/** A brace that opens a variable and is not closed. */
const unclosed = /\$\{(?!\w+(?:[.:][^}"]*)?\})/

/** Variables that are used exist, those that exist are used, and lists of values follow the time range. */
export const variableRule: Rule = {
  id: 'variable',
  about: 'Every variable that is used exists, is used if it exists, and has values of the chosen time range.',
  check: ({ variables, panels, json }) => {
    const names = new Set(variables.map((variable) => text(variable['name'])))
    const unknown = panels.flatMap((panel) =>
      panel.queries.flatMap((query): Fault[] =>
        [...new Set(variablesIn(query.expression))]
          .filter((name) => !names.has(name) && !isBuiltIn(name))
          .map((name) => ({
            panel,
            query,
            what: `uses the variable "${name}", which the dashboard does not have`,
            mend: 'Add it, or spell it as it is.',
          })),
      ),
    )
    const open = panels.flatMap((panel) =>
      panel.queries.flatMap((query): Fault[] =>
        unclosed.test(query.expression)
          ? [
              {
                panel,
                query,
                what: 'has a variable whose brace is not closed',
                mend: 'Write it as $name or with both braces.',
              },
            ]
          : [],
      ),
    )
    const { templating: _, ...rest } = json
    const usedIn = (own: string) =>
      new Set(variablesIn(JSON.stringify([rest, variables.filter((variable) => text(variable['name']) !== own)])))
    const repeatedBy = new Set(panels.map((panel) => panel.json['repeat']))
    const ofVariables = variables.flatMap((variable): Fault[] => {
      const name = text(variable['name'])
      const stale = variable['type'] === 'query' && variable['refresh'] !== 2
      const unused = variable['type'] !== 'adhoc' && !usedIn(name).has(name) && !repeatedBy.has(name)
      return [
        ...(stale
          ? [
              {
                what: `the variable "${name}" does not follow the time range`,
                mend: 'Set its refresh to "On time range change" (2).',
              },
            ]
          : []),
        ...(unused
          ? [{ what: `nothing uses the variable "${name}"`, mend: 'Use it in the queries, or remove it.' }]
          : []),
      ]
    })
    return [...unknown, ...open, ...ofVariables]
  },
}
