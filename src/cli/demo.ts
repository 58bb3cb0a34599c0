import { readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { Command } from 'commander'
import { holdsService } from '../../monitoring/stack/service-part.ts'
import type { Stack } from '../../monitoring/stack/stack.ts'
import type { RunRecord } from '../analysis/run.ts'
import { type ExitCode, Failure } from '../model/failure.ts'
import { dashboardKinds, dashboardPath, product } from '../model/names.ts'
import type { Context } from './context.ts'
import { demoIncidentCommand } from './demo-incident.ts'
import { type LoadResult, runLoad } from './run-load.ts'
import { addPortOptions, askedPorts, startStackHere } from './stack.ts'

interface DemoOptions extends Readonly<Record<string, number | boolean | undefined>> {
  readonly keep?: true
}

const scenario = 'load-test-basic'

/** Shown before and after a run, in milliseconds: rates begin late and end late. */
const margin = 30_000

/** The dashboard over the time of the run, with a little before and after it. */
async function dashboardAddress(stack: Stack, { verdict, resultsDirectory }: LoadResult): Promise<string | undefined> {
  const { grafana, preview } = stack.endpoints
  const base = grafana ?? preview
  if (base === undefined) return undefined
  const run = JSON.parse(await readFile(join(resultsDirectory, 'run.json'), 'utf8')) as RunRecord
  const range = `from=${Date.parse(run.startedAt) - margin}&to=${Date.parse(run.endedAt) + margin}`
  return `${base}${dashboardPath({ name: verdict.service }, dashboardKinds.goldenMetrics)}?${range}&var-testid=${verdict.testid}`
}

/** Where the run can be looked at, now or, once the stack is down, after `stack up`. */
async function whereToLook(
  stack: Stack,
  result: LoadResult,
  stays: boolean,
  { directory }: Context,
): Promise<string[]> {
  const { verdict, resultsDirectory } = result
  const { prometheus, service } = stack.endpoints
  const dashboard = await dashboardAddress(stack, result)
  const query = encodeURIComponent(`sum by (name) (rate(k6_http_reqs_total{testid="${verdict.testid}"}[30s]))`)
  return [
    stays ? 'Where to look' : `Where to look, once the stack is up again (npx ${product} stack up)`,
    `  results        ${relative(directory, resultsDirectory)}/ (run, summary, signals, verdict, k6.log)`,
    ...(dashboard === undefined ? [] : [`  dashboard, over the time of the run\n                 ${dashboard}`]),
    `  load in Prometheus, per operation\n                 ${prometheus}/api/v1/query?query=${query}`,
    `  SLO rules and alerts\n                 ${prometheus}/api/v1/rules`,
    `  service        ${service}/metrics`,
  ]
}

function whatNext(keep: boolean): string[] {
  const next = [
    ['npm run load:basic -- --vus 10', 'another run, with more virtual users'],
    [`npx ${product} stack status`, 'what is up, and where'],
    [`npx ${product} stack down`, 'stop it'],
  ]
  const lines = next.map(([command = '', purpose = '']) => `  ${command.padEnd(32)} ${purpose}`)
  return keep
    ? ['The stack is still up. What to type next', ...lines]
    : [
        'The stack is stopped. What to type next',
        `  ${`npx ${product} stack up`.padEnd(32)} the stack again, with its data`,
        ...lines,
      ]
}

async function demo(options: DemoOptions, context: Context): Promise<ExitCode> {
  const keep = options.keep === true
  // Before a stack starts in vain.
  if (!holdsService(context.directory))
    throw new Failure(
      'the demo loads the reference service, which this repository does not hold',
      `Start your service, then: npx ${product} stack up, npx ${product} load <scenario>.`,
    )
  const stack = await startStackHere(context, askedPorts(options as Record<string, number | undefined>, context), !keep)
  const { service, prometheus } = stack.endpoints
  try {
    const result = await runLoad(
      { scenario },
      { ...context, environment: { ...context.environment, WALLET_SERVICE_URL: service, PROMETHEUS_URL: prometheus } },
    )
    const stays = keep || stack.started.length === 0
    const lines = [...(await whereToLook(stack, result, stays, context)), '', ...whatNext(stays)]
    context.stderr.write(`\n${lines.join('\n')}\n`)
    return result.code
  } finally {
    if (!keep) await stack.stop()
  }
}

/** `sidelight demo`: the whole job in one command. Ends with the code of the verdict. */
export function demoCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('demo')
    .description('stack up, a basic load, its verdict, and where to look')
    .option('--keep', 'leave the stack up; `sidelight stack down` stops it')
    .enablePositionalOptions()
  command.addCommand(demoIncidentCommand(context, finish))
  return addPortOptions(command).action(async (options: DemoOptions) => finish(await demo(options, context)))
}
