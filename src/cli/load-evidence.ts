import type { LoadCounts } from '../analysis/load-counts.ts'
import type { Evidence, Loss, Losses, RunRecord, ServiceSignals } from '../analysis/run.ts'
import type { Verdict } from '../analysis/verdict.ts'
import { type K6Outcome, k6ExitCodes } from '../clients/k6.ts'
import { steppedOf } from '../clients/k6-steps.ts'
import {
  countsOf,
  type K6Summary,
  parseSummary,
  publicSummary,
  thrownOf,
  unsentShareOf,
} from '../clients/k6-summary.ts'
import type { Service } from '../model/service.ts'
import { generatorHealth } from './load-record.ts'
import type { RunFiles } from './results.ts'
import { type Scrub, scrubbed } from './scrub.ts'

/** What a run left: everything that it is judged by, and k6's own summary. */
export interface Gathered {
  readonly evidence: Evidence
  readonly summary: K6Summary | undefined
  /** What was wrong with the scenario itself: its numbers then prove nothing. */
  readonly problem: string | undefined
}

function problemOf(outcome: K6Outcome, summary: K6Summary | undefined): string | undefined {
  if (outcome.interrupted) return undefined
  const thrown = summary ? thrownOf(summary) : 0
  if (outcome.code !== k6ExitCodes.scriptException && thrown === 0) return undefined
  const where = thrown > 0 ? `${thrown} of its iterations` : 'its set-up or tear-down'
  return `the scenario ended with an exception in ${where}:\n${outcome.log.tail(4)}`
}

function missingSummary({ code }: K6Outcome): string {
  return code === 0
    ? 'k6 left no summary of the run: the scenario exports no handleSummary of k6/lib/summary.ts.'
    : 'k6 left no summary of the run.'
}

/** Puts together what k6, the service, Prometheus and the watch tell of a run. */
export function gathered(
  service: Service,
  run: RunRecord,
  outcome: K6Outcome,
  signals: ServiceSignals,
  losses: Losses,
  stopped?: Loss,
  parts: Pick<LoadCounts, 'load' | 'steady'> = {},
): Gathered {
  const summary = outcome.summary === undefined ? undefined : parseSummary(outcome.summary)
  const problem = problemOf(outcome, summary)
  const counted = summary && problem === undefined
  const reason = problem === undefined ? missingSummary(outcome) : 'The scenario ended with exceptions.'
  const byNumber = run.options.iterations !== undefined
  const stepped = counted ? steppedOf(service, summary) : undefined
  const counts = counted
    ? {
        ...countsOf(service, summary, byNumber),
        ...parts,
        ...(stepped ? { stepped } : {}),
        examples: outcome.log.examples(),
      }
    : { unmeasured: reason }
  // Most of a rising load is low: what counts is the generator at the height of it.
  const cpuShare = stepped ? outcome.cpuPeak : outcome.cpuShare
  // A load in steps judges each of them for itself.
  const unsentShare = summary && !stepped && !byNumber ? unsentShareOf(summary) : undefined
  return {
    evidence: {
      run,
      counts,
      signals,
      generator: generatorHealth({ cpuShare }, summary, unsentShare),
      losses,
      ...(stopped === undefined ? {} : { stopped }),
    },
    summary,
    problem,
  }
}

/** The files of a run, fit to be passed on. */
export function runFiles(
  { run, counts, signals, generator, losses, stopped }: Evidence,
  verdict: Verdict,
  summary: K6Summary | undefined,
  log: string,
  scrub: Scrub,
): RunFiles {
  const json = (value: unknown) => `${JSON.stringify(scrubbed(value, scrub), null, 2)}\n`
  return {
    'run.json': json(run),
    'summary.json': json({
      schemaVersion: run.schemaVersion,
      counts,
      generator,
      losses,
      stopped,
      ...(summary && publicSummary(summary)),
    }),
    'signals.json': json(signals),
    'verdict.json': json(verdict),
    'k6.log': scrub(log, true),
  }
}
