import { labels, runMetrics } from '../model/names.ts'
import type { RunRecord } from './run.ts'
import type { TimedSample } from './sample.ts'
import type { Verdict } from './verdict.ts'

type Identity = Pick<RunRecord, 'testid' | 'service' | 'scenario'>

function labelsOf({ testid, service, scenario }: Identity): Record<string, string> {
  return { [labels.testid]: testid, [labels.service]: service, scenario }
}

/** That a run is on: what is run, by which versions. `at` in milliseconds since 1970. */
export function runInfo(
  run: Identity & { readonly versions: Readonly<Record<string, string>> },
  at: number,
): TimedSample {
  return { name: runMetrics.info, labels: { ...labelsOf(run), ...run.versions }, value: 1, at }
}

/** The verdict on a run as gauges: its outcome, and value, bound and result of each row. What is unmeasured has no series. */
export function verdictMetrics(verdict: Verdict, at: number): TimedSample[] {
  const common = labelsOf(verdict)
  const rows = verdict.rows.flatMap(({ id, measuredAt, unit, value, bound, result }): TimedSample[] => {
    const own = { ...common, row: id, measured_at: measuredAt, unit }
    return [
      ...(value === undefined ? [] : [{ name: runMetrics.value, labels: own, value, at }]),
      { name: runMetrics.bound, labels: own, value: bound, at },
      ...(result === 'unmeasured'
        ? []
        : [{ name: runMetrics.kept, labels: own, value: result === 'pass' ? 1 : 0, at }]),
    ]
  })
  return [{ name: runMetrics.outcome, labels: { ...common, outcome: verdict.outcome }, value: 1, at }, ...rows]
}
