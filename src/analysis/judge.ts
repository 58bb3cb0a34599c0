import { type ExitCode, exitCode } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import { diagnose } from './diagnosis.ts'
import { generatorWasLimit } from './generator.ts'
import { healthRows } from './health-rows.ts'
import { limitRows } from './limit-rows.ts'
import { operationRows, promiseRows } from './load-rows.ts'
import { moneyRows } from './money-row.ts'
import { overloadRows, overloadSummary } from './overload-rows.ts'
import { type Evidence, isUnmeasured, runSchemaVersion } from './run.ts'
import { scenarioRows } from './scenario-rows.ts'
import { coarseBuckets, sideBySide } from './side-by-side.ts'
import { sloRows } from './slo-rows.ts'
import { recoveryId, stepResults, stepRows, stepSummary } from './step-rows.ts'
import type { Outcome, Verdict, VerdictRow } from './verdict.ts'

const codes: Readonly<Record<Outcome, ExitCode>> = {
  held: exitCode.held,
  broken: exitCode.broken,
  unmeasured: exitCode.unmeasured,
  interrupted: exitCode.interrupted,
}

const limited = 'The load generator was the limit, so that this proves nothing.'

/** Where the generator was the limit, what it measured stays to be read and decides nothing. */
function discounted(row: VerdictRow, generatorLimited: boolean): VerdictRow {
  if (!generatorLimited || row.measuredAt === 'service' || row.kind === 'health') return row
  // The recovery is seen after the load, by a few probes: the generator is at rest.
  if (row.result === 'unmeasured' || row.id === recoveryId) return row
  return { ...row, result: 'unmeasured', reason: limited }
}

/**
 * A promise proven broken wins over everything, also in a run that someone stopped. A stopped run is `interrupted` and
 * not `held` or `unmeasured`: it was not there long enough to be either.
 */
function outcomeOf(rows: readonly VerdictRow[], interrupted: boolean): Outcome {
  if (rows.some((row) => row.result === 'fail')) return 'broken'
  if (interrupted) return 'interrupted'
  return rows.some((row) => row.required && row.result === 'unmeasured') ? 'unmeasured' : 'held'
}

function named(rows: readonly VerdictRow[]): string {
  const titles = [...new Set(rows.map((row) => row.title))]
  const shown = titles.slice(0, 3).join('; ')
  return titles.length > 3 ? `${shown}; and ${titles.length - 3} more` : shown
}

function summaryOf(outcome: Outcome, rows: readonly VerdictRow[], { runtime }: Service): string {
  switch (outcome) {
    case 'held': {
      const promises = rows.filter((row) => row.kind !== 'health')
      const passed = promises.filter((row) => row.result === 'pass').length
      const rest = promises.length - passed
      if (rest === 0) return `All ${passed} promises held.`
      const where = runtime.unobserved === undefined ? '' : ` Measured at the client alone: ${runtime.unobserved}`
      return `All ${passed} promises that could be measured held; not required and unmeasured: ${rest}.${where}`
    }
    case 'broken':
      return `Broken: ${named(rows.filter((row) => row.result === 'fail'))}.`
    case 'unmeasured':
      return `Could not be measured: ${named(rows.filter((row) => row.required && row.result === 'unmeasured'))}.`
    case 'interrupted':
      return 'The run was stopped before its end; nothing was proven broken until then.'
  }
}

function allRows(service: Service, evidence: Evidence): VerdictRow[] {
  return [
    ...sloRows(service, evidence),
    ...promiseRows(service, evidence),
    ...scenarioRows(service, evidence),
    ...limitRows(service, evidence),
    ...operationRows(service, evidence),
    ...healthRows(evidence),
  ]
}

function judgedRows(service: Service, evidence: Evidence): VerdictRow[] {
  const scenario = service.scenarios?.[evidence.run.scenario]
  switch (scenario?.kind) {
    case 'steps':
      return stepRows(service, scenario, evidence)
    case 'overload':
      return overloadRows(service, scenario, evidence)
    default:
      return allRows(service, evidence)
  }
}

/**
 * What the evidence of a run proves about the promises of the service: one row each, the outcome and the exit code.
 * `README.md` beside this file says by which rules.
 */
export function judge(service: Service, evidence: Evidence): Verdict {
  const generatorLimited = generatorWasLimit(evidence.generator)
  const judged = [...judgedRows(service, evidence), ...moneyRows(evidence)]
  const rows = judged.map((row) => discounted(row, generatorLimited))
  const { testid, scenario, interrupted, steady, seconds } = evidence.run
  const outcome = outcomeOf(rows, interrupted)
  const stepped = isUnmeasured(evidence.counts) ? undefined : evidence.counts.stepped
  const steps = stepped === undefined ? [] : stepResults(service, stepped)
  const compared = sideBySide(service, evidence)
  const coarse = coarseBuckets(service, compared)
  return {
    schemaVersion: runSchemaVersion,
    testid,
    service: service.name,
    scenario,
    outcome,
    exitCode: codes[outcome],
    summary:
      stepSummary({ outcome, rows, steps }) ?? overloadSummary({ outcome, rows }) ?? summaryOf(outcome, rows, service),
    ...(steady === undefined ? {} : { steady }),
    ...(seconds === undefined ? {} : { seconds }),
    rows,
    ...(steps.length > 0 ? { steps } : {}),
    ...(stepped?.probes === undefined ? {} : { probes: stepped.probes }),
    ...(evidence.signals.saturation === undefined ? {} : { saturated: evidence.signals.saturation }),
    ...(outcome === 'held' ? {} : { diagnosis: diagnose(service, evidence) }),
    sideBySide: compared,
    ...(coarse === undefined ? {} : { coarseBuckets: coarse }),
  }
}
