import { record, records, text } from '../linted.ts'
import { panelRule } from '../rule.ts'

const rates = /^(reqps|reqpm|ops|opm|rps|wps|iops|cps|cpm|eps)$/
const aboutFaults = /5\.\.|5xx|4\.\.|4xx|err|fail|reject|refus|drop|unexpected|timeout|retr/i

/** Much traffic is no fault. */
export const trafficColorRule = panelRule(
  'traffic-color',
  'Much traffic is not shown in red.',
  ({ defaults, queries }) => {
    if (!rates.test(text(defaults['unit'])) || queries.some(({ expression }) => aboutFaults.test(expression))) return []
    const steps = records(record(defaults['thresholds'])['steps'])
    const red = steps.some(({ color, value }) => typeof value === 'number' && value > 0 && /red/i.test(text(color)))
    const what = 'turns red when there is much traffic'
    return red ? [{ what, mend: 'Use one colour: what is wrong with traffic shows in errors and latency.' }] : []
  },
)
