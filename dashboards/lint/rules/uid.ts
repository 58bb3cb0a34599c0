import type { Rule } from '../rule.ts'

// https://github.com/grafana/grafana/blob/main/pkg/util/shortid_generator.go
const valid = /^[a-zA-Z0-9_-]{1,40}$/

/** A uid that Grafana accepts, so that links to the dashboard hold. */
export const uidRule: Rule = {
  id: 'uid',
  about: 'The dashboard has a uid of 1 to 40 letters, digits, "-" and "_".',
  check: ({ uid }) =>
    typeof uid === 'string' && valid.test(uid)
      ? []
      : [
          {
            what: `the uid ${JSON.stringify(uid ?? null)} is not 1 to 40 letters, digits, "-" and "_"`,
            mend: 'Give it a short, stable one: Grafana makes up another one at each import otherwise.',
          },
        ],
}
