import { join } from 'node:path'
import { Command } from 'commander'
import { partNames } from '../../monitoring/stack/parts.ts'
import { portVariable } from '../../monitoring/stack/plan.ts'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import { type ExitCode, exitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import {
  type Check,
  databaseCheck,
  definitionCheck,
  folderCheck,
  nodeCheck,
  optionalChecks,
  toolChecks,
} from './doctor-checks.ts'
import { portChecks } from './doctor-ports.ts'
import { table } from './table.ts'

/** Variables whose value may be shown. Of every other one that counts, only that it is set. */
const shown = new Set([
  'TEST_DURATION',
  'TEST_VUS',
  'TEST_SEED',
  'TEST_MAX_RATE',
  'TEST_TLS_INSECURE',
  'SIDELIGHT_CACHE',
  'NO_COLOR',
  ...partNames.map(portVariable),
])

const secret = new Set([
  'TEST_HEADERS',
  'TEST_TOKEN',
  'TEST_TLS_CERTIFICATE',
  'TEST_TLS_KEY',
  'TEST_TLS_KEY_PASSWORD',
  'TEST_TLS_CA',
  'GRAFANA_TOKEN',
  'GRAFANA_USER',
  'GRAFANA_PASSWORD',
  'GRAFANA_ADMIN_PASSWORD',
  'DATABASE_URL',
  'ALERT_WEBHOOK_URL',
])

/** Addresses: shown without user, password and query, which may be secrets. */
const addresses = new Set([
  'WALLET_SERVICE_URL',
  'PROMETHEUS_URL',
  'GRAFANA_URL',
  'GRAFANA_SERVER',
  'K6_PROMETHEUS_RW_SERVER_URL',
])

function withoutSecrets(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined
  return url === undefined || url.host === '' ? 'set' : `${url.protocol}//${url.host}${url.pathname}`
}

/** The variables of the environment that the product listens to and that are set, with what may be shown of them. */
export function variablesInForce(environment: Context['environment']): readonly (readonly [string, string])[] {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const counted = set.filter(
    ([name]) => shown.has(name) || secret.has(name) || addresses.has(name) || name.startsWith('K6_PROMETHEUS_RW_'),
  )
  return counted
    .map(([name, value]): readonly [string, string] => {
      if (shown.has(name)) return [name, value]
      return [name, addresses.has(name) ? withoutSecrets(value) : 'set']
    })
    .sort(([one], [other]) => one.localeCompare(other))
}

const words: Readonly<Record<Check['state'], string>> = {
  ok: 'ok',
  later: 'will be built',
  optional: 'not there',
  missing: 'MISSING',
}

/** What was checked, for people: a row each, the environment in force, and how to mend what is missing. */
export function checkReport(checks: readonly Check[], variables: readonly (readonly [string, string])[]): string {
  const rows = checks.map(({ subject, state, found }) => [subject, words[state], found.split('\n')[0] ?? ''])
  const mends = checks.flatMap(({ subject, state, found, mend }) => {
    if (mend === undefined) return []
    const [, ...more] = state === 'missing' ? found.split('\n') : []
    return [`${subject}: ${mend}`, ...more]
  })
  const environment = variables.length === 0 ? 'none of its own\n' : `\n${table(variables.map((row) => ['', ...row]))}`
  const wanting = checks.filter(({ state }) => state === 'missing').length
  return [
    table(rows),
    `\nEnvironment in force: ${environment}`,
    mends.length === 0 ? '' : `\nHow to get what is not there:\n${mends.map((line) => `  ${line}\n`).join('')}`,
    wanting === 0
      ? '\nAll that is needed is there.\n'
      : `\n${wanting} needed ${wanting === 1 ? 'thing is' : 'things are'} missing.\n`,
  ].join('')
}

async function examine(context: Context): Promise<readonly Check[]> {
  return [
    nodeCheck(),
    ...(await toolChecks(context)),
    await databaseCheck(context),
    await folderCheck('cache folder', cacheDirectory(context.environment), 2),
    await folderCheck('working folder', join(context.directory, '.sidelight'), 1),
    ...(await portChecks(context)),
    await definitionCheck(context),
    ...(await optionalChecks(context)),
  ]
}

/** `sidelight doctor`: what is missing on this machine and how to get it. Exit code 2 when something needed is missing. */
export function doctorCommand(context: Context, finish: (code: ExitCode) => void): Command {
  return new Command('doctor')
    .description('what is missing on this machine, and how to get it; ends with 2 when something needed is')
    .option('--json', 'print the result as JSON')
    .action(async (options: { json?: true }) => {
      const checks = await examine(context)
      const variables = variablesInForce(context.environment)
      context.stdout.write(
        options.json
          ? `${JSON.stringify({ checks, environment: Object.fromEntries(variables) }, null, 2)}\n`
          : checkReport(checks, variables),
      )
      finish(checks.some(({ state }) => state === 'missing') ? exitCode.usage : exitCode.held)
    })
}
