import { queryRule } from '../rule.ts'
import { visit } from '../syntax.ts'

/** `irate` shows two samples of each step and hides all others. */
export const noIrateRule = queryRule('no-irate', 'No query uses irate().', ({ syntax }) => {
  let uses = false
  visit(syntax, (part) => {
    uses ||= part.kind === 'call' && (part.name === 'irate' || part.name === 'idelta')
  })
  const what = 'uses irate(), which shows the last two samples of each step and hides what happened between'
  return uses ? [{ what, mend: 'Write rate(…[$__rate_interval]).' }] : []
})
