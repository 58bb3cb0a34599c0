import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { parser } from '@prometheus-io/lezer-promql'
import {
  type DashboardDocument,
  type DashboardQuery,
  expandQuery,
  queriesOf,
} from '../../src/model/grafana-variables.ts'

const time = { step: 5, scrapeInterval: 5, range: 900 }
/** Functions over counters, which need a range that follows the zoom. */
const overCounters = new Set(['rate', 'increase', 'irate'])

function fault(query: DashboardQuery, dashboard: DashboardDocument): string | undefined {
  if (query.expression.trim() === '') return 'is empty'
  let text: string
  try {
    text = expandQuery(query.expression, dashboard, time)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  let message: string | undefined
  parser.parse(text).iterate({
    enter: (node) => {
      if (node.type.isError) message ??= `is no PromQL at character ${node.from}: ${text}`
    },
  })
  return message ?? fixedRange(query.expression)
}

/** The first rate over a fixed range: it shows a wrong number at the start of a load, or skips samples when zoomed out. */
function fixedRange(expression: string): string | undefined {
  for (const [, name = '', range = ''] of expression.matchAll(/(\w+)\([^()]*\[([^\]]+)\]\)/g)) {
    if (name === 'irate') return 'uses irate, which shows two samples of each step'
    if (overCounters.has(name) && range !== '$__rate_interval')
      return `has a ${name} over "${range}", not $__rate_interval`
  }
  return undefined
}

/** Every query, of panels and annotations, parses once its variables are filled in, and rates follow the zoom. */
export function checkQueries(dashboard: Dashboard): readonly string[] {
  const document: DashboardDocument = JSON.parse(JSON.stringify(dashboard))
  const unasked = (dashboard.panels ?? []).filter((panel) => panel.type !== 'row' && !queried(panel))
  return [
    ...unasked.map((panel) => `panel "${panel.title}" has no query`),
    ...queriesOf(document).flatMap((query) => {
      const message = fault(query, document)
      return message === undefined ? [] : [`query ${query.refId} of "${query.title}" ${message}`]
    }),
  ]
}

function queried(panel: object): boolean {
  const targets: unknown = Reflect.get(panel, 'targets')
  return Array.isArray(targets) && targets.length > 0
}
