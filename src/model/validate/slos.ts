import { applicableWindows, burnRateConditions } from '../burn-rate.ts'
import { policyShare, policySteps } from '../error-budget-policy.ts'
import { unmeasurable } from '../measurable.ts'
import { isObserved } from '../observed.ts'
import type { LatencySlo, Service, Slo } from '../service.ts'
import { parseDuration, share } from '../units.ts'
import { error, type Report, warning } from './finding.ts'

/** How long the stack's Prometheus keeps data, in days; a longer SLO window cannot be read back in full. */
export const retentionDays = 33
const millisecondsOfDay = 86_400_000

function thresholdFindings(service: Service, slo: LatencySlo, path: string): Report[] {
  const { histogram } = service.runtime.requests
  // Where nothing is exposed no rules are expected either: load runs judge by what the client saw.
  if (histogram.kind === 'native' || !isObserved(service)) return []
  if (histogram.kind === 'none')
    return [
      warning(
        'slo-without-histogram',
        `${path}.kind`,
        `latency cannot be an SLI here: ${service.runtime.title} is declared without a request histogram, so no rules and no alerts come of it; load runs judge it by the client's latency`,
        "Switch the histogram on in the service and list its boundaries in latencyBuckets, or say histogram: 'native', or rely on limits.meanResponse.",
      ),
    ]
  const within = parseDuration(slo.within)
  if (histogram.boundaries.some((boundary) => parseDuration(boundary) === within)) return []
  const distance = (boundary: string) => Math.abs((parseDuration(boundary) ?? 0) - (within ?? 0))
  const nearest = [...histogram.boundaries].sort((a, b) => distance(a) - distance(b)).slice(0, 2)
  return [
    error(
      'slo-threshold-no-bucket',
      `${path}.within`,
      `${slo.within} is no bucket boundary, so no query can count the requests below it`,
      `Add '${slo.within}' to latencyBuckets here and to the service's histogram, or use a boundary (${nearest.join(', ')}).`,
    ),
  ]
}

function kindFindings(service: Service, slo: Slo, path: string): Report[] {
  switch (slo.kind) {
    case 'latency':
      return thresholdFindings(service, slo, path)
    case 'availability':
      return []
    case 'business-errors':
      return service.business
        ? []
        : [
            error(
              'slo-without-counters',
              `${path}.kind`,
              'the definition has no business counters',
              isObserved(service)
                ? 'Add business.succeeded and business.failed.'
                : 'Promise availability: a client can tell that alone.',
            ),
          ]
  }
}

function windowFindings(slo: Slo, path: string): Report[] {
  const found: Report[] = []
  const days = (parseDuration(slo.window) ?? 0) / millisecondsOfDay
  if (days >= 1 && (!/^\d+\D+$/.test(slo.window) || (days * 24) % 1 !== 0))
    found.push(
      error(
        'slo-window-uneven',
        `${path}.window`,
        `${slo.window} is no whole number of hours written as a whole number, and Prometheus reads no other`,
        `Write '${Math.max(24, Math.round(days * 24))}h' or a whole number of days or weeks.`,
      ),
    )
  if (days < 1)
    found.push(
      error(
        'slo-window-short',
        `${path}.window`,
        `${slo.window} is shorter than a day`,
        "Use a window of at least '1d'; '28d' and '30d' are usual.",
      ),
    )
  if (days * 1.1 > retentionDays)
    found.push(
      warning(
        'slo-window-retention',
        `${path}.window`,
        `${slo.window} and 10% are longer than the ${retentionDays} days that the stack keeps`,
        'Raise the retention of your Prometheus, or shorten the window.',
      ),
    )
  return found
}

function commonFindings(service: Service, slo: Slo, path: string): Report[] {
  const found: Report[] = []
  const objective = share(slo.objective)
  if (objective <= 0 || objective >= 1)
    found.push(
      error(
        'slo-objective-range',
        `${path}.objective`,
        `${slo.objective} leaves ${objective >= 1 ? 'no error budget' : 'nothing to promise'}`,
        'Write a share above 0% and below 100%, such as 99.9%.',
      ),
    )
  const named = slo.kind === 'business-errors' ? [] : (slo.operations ?? [])
  for (const name of named)
    if (!Object.hasOwn(service.operations, name))
      found.push(
        error(
          'unknown-operation',
          `${path}.operations`,
          `"${name}" is no operation`,
          `Use one of: ${Object.keys(service.operations).join(', ')}.`,
        ),
      )
  return found
}

function alertFindings(service: Service, slo: Slo, path: string): Report[] {
  const objective = share(slo.objective)
  if (objective <= 0 || objective >= 1 || unmeasurable(service, slo) !== undefined) return []
  const applicable = applicableWindows(slo)
  if (!applicable.some(({ severity }) => severity === 'page'))
    return [
      error(
        'slo-never-pages',
        `${path}.objective`,
        `with an objective of ${slo.objective} not even a total outage burns the budget fast enough for a page`,
        'Promise more, or shorten the window: an SLO that can wake no one protects no one.',
      ),
    ]
  return burnRateConditions(slo.window)
    .filter(({ long }) => !applicable.some((condition) => condition.long === long))
    .map(({ severity, long, factor }) =>
      warning(
        'alert-never-fires',
        `${path}.objective`,
        `the ${severity} over ${long} needs ${factor} times the error budget of ${slo.objective}, more than all requests; it is left out`,
        'Nothing to mend if the slower alerts are enough; a stricter objective brings it back.',
      ),
    )
}

/** A policy whose steps come in another order than its words. */
function policyFindings(service: Service): Report[] {
  const shares = policySteps.map((step) => policyShare(service, step))
  const ascending = shares.every((each, index) => each > (shares[index - 1] ?? 0))
  return ascending
    ? []
    : [
        error(
          'policy-order',
          'errorBudgetPolicy',
          `the steps ${policySteps.join(', ')} are due at ${shares.map((each) => `${Number((each * 100).toPrecision(9))}%`).join(', ')}`,
          'Give each step a larger share than the one before it, all above 0%.',
        ),
      ]
}

/** SLOs that cannot be measured, kept, or read back, and a policy that makes no sense. */
export function sloFindings(service: Service): readonly Report[] {
  const ofSlos = Object.entries(service.slos).flatMap(([id, slo]) => [
    ...commonFindings(service, slo, `slos.${id}`),
    ...windowFindings(slo, `slos.${id}`),
    ...kindFindings(service, slo, `slos.${id}`),
    ...alertFindings(service, slo, `slos.${id}`),
  ])
  return [...ofSlos, ...policyFindings(service)]
}
