import type { PageLevel } from '../analysis/page-levels.ts'
import { labels } from '../model/names.ts'

interface Labelled {
  readonly labels: Readonly<Record<string, string>>
}

/** Alerts by name, each with the SLOs that it is about: `ErrorBudgetBurnsFast (availability, p99)`. */
export function alertsInWords(alerts: readonly Labelled[]): string {
  const names = [...new Set(alerts.map((alert) => alert.labels['alertname'] ?? ''))].sort()
  return names
    .map((name) => {
      const of = alerts.filter((alert) => alert.labels['alertname'] === name)
      const slos = [...new Set(of.flatMap((alert) => alert.labels[labels.slo] ?? []))].sort()
      return slos.length === 0 ? name : `${name} (${slos.join(', ')})`
    })
    .join(', ')
}

function percentage(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))}%`
}

/** How near an SLO is to its page, by the condition that is nearest: `availability: 1h 3%, 5m 20%, a page above 1.4%`. */
export function levelInWords({ slo, nearest }: PageLevel): string {
  const { long, short, threshold } = nearest
  const [of, now, most] = [long.ratio, short.ratio, threshold].map(percentage)
  return `${slo}: ${long.window} ${of}, ${short.window} ${now}, a page above ${most}`
}

/** A time in minutes and seconds: `1:05`. */
export function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`
}
