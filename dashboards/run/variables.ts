import { type QueryVariableBuilder, VariableHide, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard'
import { labels, loadMetrics } from '../../src/model/names.ts'
import { queryVariable } from '../variables.ts'

/** How far back a run may be to be compared with. */
const past = '30d'

/** Where samples are looked for: as often as k6 may push. */
const resolution = '15s'

/** An earlier run to lay under the chosen one, or none. Also runs before the time range are offered. */
export function comparedRunVariable(): QueryVariableBuilder {
  const runs = `group by (${labels.testid}) (last_over_time(${loadMetrics.virtualUsers}[${past}]))`
  const none = `label_replace(vector(0), "${labels.testid}", "none", "", "")`
  return queryVariable('compare', 'Compare with', `query_result(${runs} or ${none})`)
    .description(
      `An earlier run, of the last ${past}, that is drawn dashed as if it had begun together with the chosen one.`,
    )
    .regex(`/${labels.testid}="([^"]+)"/`)
    .multi(false)
    .includeAll(false)
    .sort(VariableSort.AlphabeticalDesc)
    .current({ selected: true, text: 'none', value: 'none' })
}

/** How many seconds later than the compared run the chosen one began; 0 where nothing is compared. */
export function shiftVariable(): QueryVariableBuilder {
  const start = (matcher: string) =>
    `min(min_over_time(timestamp(${loadMetrics.virtualUsers}{${labels.testid}=~"${matcher}"})[${past}:${resolution}]))`
  const shift = `${start('$testid')} - ${start('$compare')} or vector(0)`
  return queryVariable('shift', 'Shift', `query_result(${shift})`)
    .description('Seconds by which the compared run is moved. Found out, not chosen.')
    .regex('/ (-?\\d+)[. ]/')
    .multi(false)
    .includeAll(false)
    .hide(VariableHide.HideVariable)
    .current({ selected: true, text: '0', value: '0' })
}
