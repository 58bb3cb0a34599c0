import { rm, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { pageLevels, pageRatioQuery } from '../analysis/page-levels.ts'
import { inhibitedAlerts } from '../clients/alertmanager.ts'
import type { PrometheusAlert, PrometheusClient } from '../clients/prometheus.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { labels, severities } from '../model/names.ts'
import type { Service } from '../model/service.ts'
import type { Notification, NotifiedAlert } from './incident-receiver.ts'
import { alertsInWords, clock, levelInWords } from './incident-words.ts'

/** The steps of an incident, in their order. */
export type IncidentStep = 'healthy' | 'broken' | 'fires' | 'notified' | 'silenced' | 'mended' | 'ends' | 'resolved'

/** What happened, and how many seconds after the beginning. */
export interface IncidentEvent {
  readonly second: number
  readonly step: IncidentStep
  readonly text: string
  readonly details: readonly string[]
}

/** What the course acts upon, and whom it tells. */
export interface CourseOptions {
  readonly service: Service
  /** As the service reads them. */
  readonly faults: string
  readonly faultsFile: string
  readonly prometheus: PrometheusClient
  readonly alertmanagerUrl: string
  readonly received: readonly Notification[]
  readonly interrupted: AbortSignal
  /** Rejects when it makes no sense to go on. */
  readonly lost: Promise<never>
  readonly tell: (event: IncidentEvent) => void
  /** Shown while something is waited for. */
  readonly waiting: (text: string) => void
  /** How long each step is waited for, as a share of the usual; 1 where left out. */
  readonly patience?: number
}

interface Wait {
  readonly goal: string
  /** Seconds until it counts as failed. */
  readonly patience: number
  /** Why it takes a while, where that is not how near the service is to a page. */
  readonly reason?: string
}

const waits = {
  traffic: { goal: 'healthy traffic', patience: 90 },
  page: { goal: 'a page', patience: 120 },
  notification: { goal: 'its notification', patience: 90, reason: 'Alertmanager gathers for 5 s what comes together' },
  end: { goal: 'the end of the page', patience: 240 },
  allClear: { goal: 'the all-clear', patience: 150, reason: 'Alertmanager tells news of a page once a minute' },
} as const satisfies Record<string, Wait>

/** Seconds of healthy traffic before anything is broken. */
const healthySeconds = 15

const pollMilliseconds = 500

/** Asks twice a second until there is an answer, and shows meanwhile how near the service is to a page. */
async function until<Value>(
  { goal, patience, reason }: Wait,
  attempt: () => Promise<Value | undefined> | Value | undefined,
  { service, prometheus, interrupted, lost, waiting, patience: share = 1 }: CourseOptions,
): Promise<Value> {
  const begun = performance.now()
  for (;;) {
    const value = await Promise.race([attempt(), lost])
    if (value !== undefined) return value
    const waited = (performance.now() - begun) / 1000
    const [nearest] = pageLevels(service, await prometheus.query(pageRatioQuery(service)))
    const state = reason ?? (nearest === undefined ? 'nothing is counted yet' : levelInWords(nearest))
    waiting(`${clock(waited)} waiting for ${goal}; ${state}`)
    if (waited > patience * share)
      throw new Failure(
        `${goal} did not come within ${clock(patience * share)}`,
        'Run it again with --keep, and look at Prometheus and Alertmanager while it waits.',
        goal === waits.traffic.goal ? exitCode.unmeasured : exitCode.broken,
      )
    await sleep(pollMilliseconds, undefined, { signal: interrupted })
  }
}

/** What the notification says of the first of its alerts. */
function detailsOf([first]: readonly NotifiedAlert[]): readonly string[] {
  const { summary, runbook_url: runbook } = first?.annotations ?? {}
  return [summary, runbook].filter((text) => text !== undefined)
}

/**
 * Lets an incident take its course: healthy traffic, faults, the page, its notification, no faults, the end of the page,
 * the all-clear. Throws a Failure where it stops: exit code 3 before the faults, 1 after.
 */
export async function runIncident(options: CourseOptions): Promise<void> {
  const { service, faults, faultsFile, prometheus, received, interrupted } = options
  const begun = performance.now()
  const tell = (step: IncidentStep, text: string, details: readonly string[] = []) =>
    options.tell({ second: Math.round((performance.now() - begun) / 1000), step, text, details })
  const isPage = (alert: { readonly labels: Readonly<Record<string, string>> }) =>
    alert.labels[labels.service] === service.name && alert.labels[labels.severity] === severities.page
  const pages = async (): Promise<readonly PrometheusAlert[]> =>
    (await prometheus.alerts()).filter((alert) => alert.state === 'firing' && isPage(alert))
  const toldOf = (status: Notification['status']) =>
    received.findLast((notification) => notification.status === status && notification.alerts.some(isPage))

  const isHealthy = async () => {
    const isLong = performance.now() - begun > healthySeconds * (options.patience ?? 1) * 1000
    const levels = pageLevels(service, await prometheus.query(pageRatioQuery(service)))
    return isLong && levels.length > 0 && (await pages()).length === 0 ? true : undefined
  }
  await until(waits.traffic, isHealthy, options)
  tell('healthy', 'the load runs, and no page fires')

  await writeFile(faultsFile, faults)
  tell('broken', `the service is given the faults ${faults}`)
  const some = async () => {
    const firing = await pages()
    return firing.length > 0 ? firing : undefined
  }
  tell('fires', `in Prometheus: ${alertsInWords(await until(waits.page, some, options))}`)
  const page = await until(waits.notification, () => toldOf('firing'), options)
  tell('notified', `receiver ${page.receiver}, at its webhook: ${alertsInWords(page.alerts)}`, detailsOf(page.alerts))
  const silenced = await inhibitedAlerts(options.alertmanagerUrl, interrupted)
  if (silenced.length > 0) tell('silenced', `by the page: ${alertsInWords(silenced)}`)

  await rm(faultsFile)
  tell('mended', 'the service has no faults any more')
  await until(waits.end, async () => ((await pages()).length === 0 ? true : undefined), options)
  tell('ends', 'in Prometheus: no page fires')
  const clear = await until(waits.allClear, () => toldOf('resolved'), options)
  tell('resolved', `receiver ${clear.receiver}, at its webhook: ${alertsInWords(clear.alerts)}`)
}
