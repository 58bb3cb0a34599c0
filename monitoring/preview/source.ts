import { readDashboard } from '../../src/panels/dashboard.ts'
import { modernised } from '../../src/panels/legacy/legacy.ts'

/** A dashboard that the preview shows. */
export interface ServedDashboard {
  readonly uid: string
  readonly title: string
  readonly tags: readonly string[]
  /** Where it comes from, as people should read it. */
  readonly file: string
  /** In the form of today, whatever the file held. */
  readonly json: unknown
}

/** What there is to show at a moment. */
export interface Offer {
  readonly dashboards: readonly ServedDashboard[]
  /** Files that could not be read, and why. */
  readonly problems: readonly string[]
}

/** Where dashboards come from: files, or the sources that they are generated from. */
export interface DashboardSource {
  offer(): Offer
  /** Calls back after every change of the offer, until the signal is aborted. */
  watch(changed: () => void, until: AbortSignal): void
}

/** Reads dashboards out of the texts of files. The first of several with one uid is served, and the others are problems. */
export function offerOf(files: readonly { readonly file: string; readonly text: string }[]): Offer {
  const dashboards = new Map<string, ServedDashboard>()
  const problems: string[] = []
  for (const { file, text } of files) {
    const served = servedDashboard(file, text)
    if (typeof served === 'string') problems.push(`${file}: ${served}`)
    else if (dashboards.has(served.uid))
      problems.push(`${file}: has the uid "${served.uid}" of ${dashboards.get(served.uid)?.file}`)
    else dashboards.set(served.uid, served)
  }
  return { dashboards: [...dashboards.values()], problems }
}

function servedDashboard(file: string, text: string): ServedDashboard | string {
  try {
    const json = modernised(JSON.parse(text))
    const { title, tags, uid } = readDashboard(json)
    // An exported file may have no uid, or one that is no part of an address.
    const name = /^[\w-]{1,60}$/.test(uid)
      ? uid
      : (file.split('/').at(-1) ?? file).replace(/\.json$/, '').replace(/[^\w-]+/g, '-')
    return { uid: name, title, tags, file, json }
  } catch (problem) {
    return problem instanceof SyntaxError
      ? `is no JSON (${problem.message})`
      : problem instanceof Error
        ? problem.message
        : String(problem)
  }
}
