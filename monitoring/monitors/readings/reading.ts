import type { ResourceName } from '../../../src/analysis/resource.ts'
import type { EventCount, Measured, Served } from '../../../src/analysis/run.ts'

/** Whether the service is there, and in words for people what was seen. */
export interface Presence {
  readonly state: 'up' | 'down' | 'unknown'
  readonly detail: string
  /** Scraped instances, where Prometheus tells. */
  readonly instances?: { readonly up: number; readonly total: number }
}

/** An alert that is pending or firing. */
export interface ActiveAlert {
  readonly name: string
  readonly state: 'pending' | 'firing'
  readonly severity: string
  /** The SLO that it is about, where it is about one. */
  readonly slo?: string
  readonly summary: string
  /** Seconds since 1970. */
  readonly since: number
}

/** A load run that is on, as its generator tells. Rates are per second. */
export interface LoadRun {
  readonly testid: string
  readonly virtualUsers: Measured
  readonly offered: Measured
  readonly answered: Measured
  /** Milliseconds, as the client sees it. */
  readonly p95: Measured
  /** Since the run began. */
  readonly unexpected: Measured
  readonly dropped: Measured
}

/** How fast the error budget of an SLO is being spent: 1 spends it in exactly its window. */
export interface BudgetReading {
  readonly burnShort: Measured
  readonly burnLong: Measured
  /** Share of the budget of the whole window that is left; negative when overspent. */
  readonly remaining: Measured
}

/** The windows of the two burn rates that monitors show. */
export const burnWindows = { short: '5m', long: '1h' } as const

/** What the service answered with, of a count over the window. */
export interface Answers {
  readonly requests: number
  readonly clientErrors: number
  readonly serverErrors: number
}

/** The resources of a service, and the share of time that garbage collection takes of it. */
export type Level = ResourceName | 'garbageCollection'

/** Everything that a monitor knows of a service at one moment. What could not be read says why. */
export interface Reading {
  /** Seconds since 1970. */
  readonly at: number
  /** Where it was read, in words for people. */
  readonly source: string
  /** What is wrong with the source itself, such as a Prometheus that is not there. */
  readonly notice?: string
  readonly presence: Presence
  /** Seconds over which rates, shares and percentiles were taken. */
  readonly windowSeconds: number
  readonly served: Served
  readonly answers: Measured<Answers>
  readonly operations: Readonly<Record<string, Measured<Answers>>>
  readonly levels: Readonly<Record<Level, Measured>>
  readonly slos: Readonly<Record<string, Measured<EventCount>>>
  /** Over what the SLOs were counted: `in the last 5 min`. */
  readonly sloWindow: string
  readonly budgets: Readonly<Record<string, BudgetReading>>
  readonly alerts: Measured<readonly ActiveAlert[]>
  readonly runs: Measured<readonly LoadRun[]>
}
