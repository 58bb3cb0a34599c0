import type { LiveDashboard, SavedVersion } from '../analysis/dashboard-deployment.ts'
import type { JsonObject } from '../analysis/json.ts'

/** What a holder is called where Grafana reads dashboards from files. */
export const fileProvisioning = 'file provisioning'

/** A dashboard to save. */
export interface DashboardSave {
  readonly uid: string
  readonly folder: string
  readonly content: JsonObject
  /** Stands in the history of versions. */
  readonly message: string
  /** The state that is replaced; left out where there is none. */
  readonly replaces?: LiveDashboard
}

/** What became of a save: done, or refused since someone else was faster. */
export type SaveOutcome = { readonly kind: 'saved'; readonly version: number } | { readonly kind: 'conflict' }

/**
 * The dashboards of a Grafana, by one of its two interfaces. Every method throws a Failure (exit code 3) that says what
 * happened and what to do where Grafana does not answer, or refuses.
 */
export interface DashboardStore {
  /** The interface, such as `dashboard.grafana.app/v1beta1`. */
  readonly interfaceName: string
  /** `undefined` where there is none. */
  read(uid: string): Promise<LiveDashboard | undefined>
  /** The saved versions that Grafana has kept, newest first; `undefined` where the account may not read them. */
  history(uid: string): Promise<readonly SavedVersion[] | undefined>
  /** Never overwrites a state other than the one that it replaces. */
  save(save: DashboardSave): Promise<SaveOutcome>
  /** Resolves also where it is gone already. */
  remove(dashboard: LiveDashboard): Promise<void>
}
