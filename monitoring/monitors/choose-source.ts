import { isUnmeasured } from '../../src/analysis/run.ts'
import type { PrometheusClient } from '../../src/clients/prometheus.ts'
import { exitCode, Failure } from '../../src/model/failure.ts'
import type { Service } from '../../src/model/service.ts'
import { elseUnmeasured } from './else-unmeasured.ts'
import { type PageSourceOptions, pageSource } from './page-source.ts'
import { prometheusSource, scrapedEvery } from './prometheus-source.ts'
import { nothingRead } from './readings/assemble.ts'
import type { Reading } from './readings/reading.ts'
import type { Source } from './source.ts'

/** Which source is wanted: Prometheus where it scrapes the service, else the metrics page; or only one of them. */
export const sourceChoices = ['auto', 'prometheus', 'metrics'] as const

/** One of `sourceChoices`. */
export type SourceChoice = (typeof sourceChoices)[number]

/** What both sources take. */
export interface SourceOptions extends PageSourceOptions {
  readonly prometheus: PrometheusClient
  readonly choice: SourceChoice
}

const retrySeconds = 10

type Found = { readonly source: Source } | { readonly reason: string }

async function throughPrometheus(service: Service, options: SourceOptions): Promise<Found> {
  const { prometheus: client, presence, now } = options
  try {
    const scrapeSeconds = await scrapedEvery(service, client)
    if (scrapeSeconds !== undefined)
      return { source: prometheusSource(service, scrapeSeconds, { client, presence, now }) }
    return { reason: `Prometheus at ${client.address} scrapes nothing with the job "${service.job}".` }
  } catch (cause) {
    if (cause instanceof Failure && cause.code !== exitCode.interrupted) return { reason: cause.message }
    throw cause
  }
}

async function unread(service: Service, options: SourceOptions, reason: string): Promise<Reading> {
  const { state, detail } = await options.presence()
  const source = `Prometheus at ${options.prometheus.address}`
  return { ...nothingRead(service, { at: options.now(), source, presence: { state, detail }, reason }), notice: reason }
}

/** Where nothing can be read but whether the service is there. */
function unobservedSource(service: Service, options: SourceOptions, reason: string): Source {
  return {
    async read() {
      const presence = await options.presence()
      const known = { at: options.now(), source: 'its readiness alone', presence, reason }
      return { ...nothingRead(service, known), notice: reason }
    },
    history: async () => [],
    total: async () => ({ unmeasured: reason, declaredAbsent: true }),
  }
}

/**
 * The source that was chosen. `auto` falls back to the metrics page whenever Prometheus is not there, says so in the
 * reading's notice, and asks for Prometheus again every ten seconds. `read` never throws but for an interruption.
 */
export function sourceOf(service: Service, options: SourceOptions): Source {
  const { choice, now } = options
  const { unobserved } = service.runtime
  if (unobserved !== undefined) return unobservedSource(service, options, unobserved)
  const page = pageSource(service, options)
  if (choice === 'metrics') return page
  let found: Found = { reason: '' }
  let askAgainAt = -Infinity
  const current = async (): Promise<Found> => {
    if ('source' in found || now() < askAgainAt) return found
    askAgainAt = now() + retrySeconds
    found = await throughPrometheus(service, options)
    return found
  }
  const instead = async (reason: string) =>
    choice === 'auto' ? { ...(await page.read()), notice: reason } : unread(service, options, reason)
  return {
    async read() {
      const here = await current()
      if (!('source' in here)) return instead(here.reason)
      try {
        return await here.source.read()
      } catch (cause) {
        if (!(cause instanceof Failure) || cause.code === exitCode.interrupted) throw cause
        found = { reason: cause.message }
        askAgainAt = now() + retrySeconds
        return instead(cause.message)
      }
    },
    async history(spanSeconds) {
      const here = await current()
      if (!('source' in here)) return []
      const known = await elseUnmeasured(here.source.history(spanSeconds))
      return isUnmeasured(known) ? [] : known
    },
    async total(seconds) {
      const here = await current()
      if ('source' in here) return elseUnmeasured(here.source.total(seconds))
      return choice === 'auto' ? page.total(seconds) : { unmeasured: here.reason }
    },
  }
}
