import { Command } from 'commander'
import {
  type BudgetAnswers,
  type BudgetState,
  budgetQueries,
  budgetStates,
  isRequired,
} from '../analysis/error-budget.ts'
import { prometheusClient } from '../clients/prometheus.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import type { Fleet } from '../model/service.ts'
import type { Context } from './context.ts'
import { loadFleet } from './load-fleet.ts'
import { backfillRulesCommand } from './slo-backfill.ts'
import { table } from './table.ts'

interface BudgetOptions {
  readonly service?: string
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
  const about = [state.service, state.slo, `${state.objective} ${state.window}`]
  // The first minutes of a month are little, but not nothing.
  const covered = state.coverage > 0 && state.coverage < 0.0001 ? '<0.01%' : percentage(state.coverage)
  if (state.unmeasured !== undefined) return [...about, '-', '-', '-', covered, 'unmeasured']
  const { remaining = 1, burnRate, lasts, step } = state
  return [
    ...about,
    percentage(remaining),
    burnRate === undefined ? 'idle' : String(Number(burnRate.toFixed(burnRate < 10 ? 2 : 0))),
    remaining <= 0 ? 'spent' : lasts === undefined ? '-' : time(lasts),
    covered,
    step ?? 'ok',
  ]
}

function rendered(states: readonly BudgetState[]): string {
  const head = ['SERVICE', 'SLO', 'OBJECTIVE', 'LEFT', 'BURN', 'LASTS', 'SEEN', 'POLICY']
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

function chosen(fleet: Fleet, name: string | undefined): Fleet {
  const services = name === undefined ? fleet : fleet.filter((service) => service.name === name)
  if (services.length > 0) return services
  throw new Failure(`there is no service "${name}"`, `There are: ${fleet.map((service) => service.name).join(', ')}.`)
}

async function budget(options: BudgetOptions, context: Context): Promise<ExitCode> {
  const fleet = chosen(await loadFleet(context.directory), options.service)
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

/**
 * `sidelight slo budget`: all error budgets. Exit code 1 when the policy says stop, 3 when one is not measured.
 * `sidelight slo backfill-rules`: the rules that give them a past.
 */
export function sloCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('slo').description('how the SLOs stand')
  command
    .command('budget')
    .description('all error budgets; ends with 1 when the policy says stop, with 3 when one is not measured')
    .option('--service <name>', 'only the SLOs of this service')
    .option('--prometheus-url <url>', `the Prometheus to ask (default: PROMETHEUS_URL, else ${defaultPrometheus})`)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
LEFT    share of the error budget that is left; overspent below 0
BURN    how many times too fast it was spent in the last hour; idle: no traffic
LASTS   until it is spent, if it burns on like that; -: nothing burns
SEEN    share of the window in which events were counted
POLICY  the step that is due: ok, warn, ticket or freeze (stop); judged by what
        is spent for certain, (1 - LEFT) x SEEN`,
    )
    .action(async (options: BudgetOptions) => finish(await budget(options, context)))
  command.addCommand(backfillRulesCommand(context, finish))
  return command
}
