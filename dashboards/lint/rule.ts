import type { LintedDashboard, LintedPanel, LintedQuery } from './linted.ts'

/** What is wrong, where, and how to mend it. */
export interface Fault {
  readonly panel?: LintedPanel
  readonly query?: LintedQuery
  readonly what: string
  readonly mend: string
}

/** One rule about dashboards. */
export interface Rule {
  /** Immutable: exclusions name it. */
  readonly id: string
  /** What it asks for, in one sentence. */
  readonly about: string
  check(dashboard: LintedDashboard): readonly Fault[]
}

/** A rule that looks at each panel but rows. */
export function panelRule(
  id: string,
  about: string,
  check: (panel: LintedPanel, dashboard: LintedDashboard) => readonly Omit<Fault, 'panel'>[],
): Rule {
  return {
    id,
    about,
    check: (dashboard) =>
      dashboard.panels.flatMap((panel) =>
        panel.isRow ? [] : check(panel, dashboard).map((fault) => ({ panel, ...fault })),
      ),
  }
}

/** A rule that looks at each Prometheus query that parses. */
export function queryRule(
  id: string,
  about: string,
  check: (
    query: ParsedQuery,
    panel: LintedPanel,
    dashboard: LintedDashboard,
  ) => readonly Omit<Fault, 'panel' | 'query'>[],
): Rule {
  return panelRule(id, about, (panel, dashboard) =>
    panel.queries.flatMap((query) =>
      query.syntax === undefined
        ? []
        : check({ ...query, syntax: query.syntax }, panel, dashboard).map((fault) => ({ query, ...fault })),
    ),
  )
}

/** A query whose PromQL is understood. */
export type ParsedQuery = LintedQuery & { readonly syntax: NonNullable<LintedQuery['syntax']> }
