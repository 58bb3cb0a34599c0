import { Command } from 'commander'
import {
  type BudgetAnswers,
  type BudgetState,
  budgetQueries,
  budgetStates,
  isRequired,
} from '../analysis/error-budget.ts'
import { prometheusClient } from '../clients/prometheus.ts'
import { type ExitCode, exitCode } from '../model/failure.ts'
import type { Fleet } from '../model/service.ts'
import type { Context } from './context.ts'
import { loadFleet } from './load-fleet.ts'
import { table } from './table.ts'

interface BudgetOptions {
  readonly prometheusUrl?: string
  readonly json?: true
}

const defaultPrometheus = 'http://127.0.0.1:9090'

async function answersOf(url: string, interrupted: AbortSignal): Promise<BudgetAnswers> {
  const prometheus = prometheusClient({ url, interrupted })
  const ask = async (key: keyof typeof budgetQueries) => [key, await prometheus.query(budgetQueries[key])] as const
  const keys = Object.keys(budgetQueries) as (keyof typeof budgetQueries)[]
  return Object.fromEntries(await Promise.all(keys.map(ask))) as unknown as BudgetAnswers
}

function percentage(share: number): string {
  return `${Number((share * 100).toFixed(Math.abs(share) < 0.1 ? 2 : 1))}%`
}

function time(seconds: number): string {
  const [size, unit] = (
    [
      [86_400, 'd'],
      [3600, 'h'],
      [60, 'm'],
    ] as const
  ).find(([each]) => seconds >= each) ?? [1, 's']
  return `${Number((seconds / size).toFixed(1))}${unit}`
}

function row(state: BudgetState): readonly string[] {
  const about = [state.service, state.slo, state.objective, state.window]
  if (state.unmeasured !== undefined) return [...about, '-', '-', '-', percentage(state.coverage), 'unmeasured']
  const { remaining = 1, burnRate, lasts, coverage, step } = state
  return [
    ...about,
    percentage(remaining),
    burnRate === undefined ? 'no traffic' : String(Number(burnRate.toFixed(burnRate < 10 ? 2 : 0))),
    lasts === undefined ? '-' : time(lasts),
    percentage(coverage),
    step ?? 'ok',
  ]
}

function rendered(states: readonly BudgetState[]): string {
  const head = ['SERVICE', 'SLO', 'OBJECTIVE', 'WINDOW', 'LEFT', 'BURN RATE 1h', 'LASTS', 'RECORDED', 'POLICY']
  const reasons = states
    .filter(({ unmeasured }) => unmeasured !== undefined)
    .map(({ service, slo, unmeasured }) => `${service} ${slo}: ${unmeasured}\n`)
  return table([head, ...states.map(row)]) + reasons.join('')
}

function judged(fleet: Fleet, states: readonly BudgetState[]): ExitCode {
  if (states.some(({ step }) => step === 'freeze')) return exitCode.broken
  return states.some((state) => state.unmeasured !== undefined && isRequired(fleet, state))
    ? exitCode.unmeasured
    : exitCode.held
}

async function budget(options: BudgetOptions, context: Context): Promise<ExitCode> {
  const fleet = await loadFleet(context.directory)
  const url = options.prometheusUrl ?? (context.environment['PROMETHEUS_URL'] || defaultPrometheus)
  const states = budgetStates(fleet, await answersOf(url, context.interrupted))
  context.stdout.write(options.json ? `${JSON.stringify({ budgets: states }, null, 2)}\n` : rendered(states))
  const code = judged(fleet, states)
  if (code === exitCode.broken)
    context.stderr.write('The error-budget policy says stop: an error budget is spent. Release only what mends it.\n')
  if (code === exitCode.unmeasured)
    context.stderr.write('Not every error budget is measured; the SloNotMeasured runbook says where to look.\n')
  return code
}

/** `sidelight slo budget`: all error budgets. Exit code 1 when the policy says stop, 3 when one is not measured. */
export function sloCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('slo').description('how the SLOs stand')
  command
    .command('budget')
    .description('all error budgets; ends with 1 when the policy says stop, with 3 when one is not measured')
    .option('--prometheus-url <url>', `the Prometheus to ask (default: PROMETHEUS_URL, else ${defaultPrometheus})`)
    .option('--json', 'print the result as JSON')
    .action(async (options: BudgetOptions) => finish(await budget(options, context)))
  return command
}
