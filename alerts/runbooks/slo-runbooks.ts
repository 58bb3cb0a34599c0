import { applicableWindows, burnRateThreshold } from '../../src/model/burn-rate.ts'
import { policyShare, policySteps } from '../../src/model/error-budget-policy.ts'
import { measurableSlos } from '../../src/model/measurable.ts'
import { alertNames } from '../../src/model/names.ts'
import type { Service, Slo } from '../../src/model/service.ts'
import { unmeasuredFor } from '../missing-data.ts'
import { database, garbageCollection, network, refusals, release, serviceDown } from './causes.ts'
import { type Cause, markdownTable, type Query, type Runbook } from './markdown.ts'
import {
  budgetQueries,
  businessQueries,
  errorQueries,
  latencyQueries,
  saturationQueries,
  startQueries,
  targetQueries,
} from './queries.ts'
import { lookAtService } from './target-runbooks.ts'

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(6))}%`
}

function promise(slo: Slo): string {
  switch (slo.kind) {
    case 'latency':
      return `${slo.objective} of the requests are answered within ${slo.within} and without a server error`
    case 'availability':
      return `${slo.objective} of the requests are answered without a server error`
    case 'business-errors':
      return `${slo.objective} of the business operations succeed or are rightly refused`
  }
}

/** What each SLO promises, and above which share of bad events each window of the severity fires. */
function thresholds(service: Service, severity: 'page' | 'ticket'): string {
  const rows = measurableSlos(service).map(([id, slo]) => {
    const conditions = applicableWindows(slo).filter((each) => each.severity === severity)
    const described = conditions.map(
      (each) => `${percent(burnRateThreshold(slo, each))} over ${each.long} and ${each.short}`,
    )
    return [`\`${id}\``, `${promise(slo)}, over ${slo.window}`, described.join(', or ') || 'never']
  })
  return markdownTable(['SLO', 'promise', 'fires when the share of bad events is above'], rows)
}

function queries(service: Service): readonly Query[] {
  const slowest = measurableSlos(service).find(([, slo]) => slo.kind === 'latency')?.[1]
  return [
    ...budgetQueries(service),
    ...errorQueries(service),
    ...businessQueries(service),
    ...latencyQueries(service, slowest),
    ...saturationQueries(service),
    ...targetQueries(service),
  ]
}

function causes(service: Service): readonly Cause[] {
  return [release, ...database(service), ...garbageCollection(service), ...serviceDown(service), network, ...refusals]
}

function burning(service: Service, severity: 'page' | 'ticket'): Runbook {
  const fast = severity === 'page'
  return {
    alert: fast ? alertNames.burnsFast : alertNames.burnsSlowly,
    meaning: fast
      ? `Users of ${service.title} are being failed so fast that the error budget would be gone within days. Act now.\n\n${thresholds(service, severity)}`
      : `Users of ${service.title} are being failed slowly but steadily: the error budget will not last its window. Act within the working day.\n\n${thresholds(service, severity)}`,
    first: [
      lookAtService(service),
      'If something was released within the hour, roll it back before you look further.',
      'Tell from the queries whether it is one operation, one instance, or everything.',
    ],
    queries: queries(service),
    causes: causes(service),
    after:
      'The alert ends when the short window no longer burns. See what it has cost (budget left), and write down cause and mend; the error-budget policy says whether releases go on.',
  }
}

function budgetSpent(service: Service): Runbook {
  const steps = policySteps.map((step) => [`\`${step}\``, percent(policyShare(service, step))])
  return {
    alert: alertNames.budgetSpent,
    meaning: `So much of an error budget of ${service.title} is spent that a step of the error-budget policy is due.\n\n${markdownTable(['step', 'due when this share is spent'], steps)}`,
    first: [
      'See all budgets at once: `npx sidelight slo budget`. It ends with 1 while a step says stop.',
      'At `warn`: look at what has spent it. At `ticket`: reliability before features. At `freeze`: no releases but those that mend.',
    ],
    queries: budgetQueries(service),
    causes: causes(service),
    after: 'The window rolls: the budget recovers as the bad days leave it. No one has to reset anything.',
  }
}

function notMeasured(service: Service): Runbook {
  return {
    alert: alertNames.notMeasured,
    meaning: `Nothing has counted the events of an SLO of ${service.title} for ${unmeasuredFor}. Whether the promise is kept is unknown, and no other alert on it can fire.`,
    first: [
      lookAtService(service),
      `Compare what it exposes with the definition: metric \`${service.runtime.requests.metric}\`, its labels, ${service.runtime.requests.histogram.kind === 'native' ? 'that its histogram is native' : 'its bucket boundaries'}.`,
      'Look at the last release of the service and at relabelling in the scrape configuration.',
    ],
    queries: [...startQueries(service), ...targetQueries(service)],
    causes: [],
    after: 'It ends as soon as events are counted again. What happened meanwhile is missing from the budget.',
  }
}

/** Runbooks of the alerts on the service's SLOs; none where nothing can be measured. */
export function sloRunbooks(service: Service): readonly Runbook[] {
  if (measurableSlos(service).length === 0) return []
  return [burning(service, 'page'), burning(service, 'ticket'), budgetSpent(service), notMeasured(service)]
}
