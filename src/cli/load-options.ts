import { type Command, InvalidArgumentError } from 'commander'
import type { RunOptions } from '../analysis/run.ts'
import { secondsOfK6Duration } from '../clients/k6-inspect.ts'
import { Failure } from '../model/failure.ts'
import { type GuardKind, guardKinds } from './load-guards.ts'

/** What the options of k6 on the command line come to. */
export interface K6Choices {
  /** For k6, as they were given. */
  readonly words: readonly string[]
  /** What they set of the run's own options. */
  readonly run: RunOptions
  /** `--env` pairs: they count like the environment, also where this command reads it. */
  readonly environment: Readonly<Record<string, string>>
}

interface K6Option {
  readonly flags: string
  readonly description: string
  readonly parse?: (text: string) => string
  readonly repeatable?: boolean
}

function wholeNumber(text: string): string {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.')
  return text
}

function time(text: string): string {
  if (!(secondsOfK6Duration(text) > 0)) throw new InvalidArgumentError('It must be a time such as 30s or 1m30s.')
  return text
}

function tag(text: string): string {
  if (!/^[A-Za-z_]\w*=.+$/s.test(text)) throw new InvalidArgumentError('It must be written name=value.')
  if (/^(testid|name|slo|class)=/.test(text)) throw new InvalidArgumentError('Runs use this name themselves.')
  return text
}

function variable(text: string): string {
  if (!/^[A-Za-z_]\w*=/.test(text)) throw new InvalidArgumentError('It must be written VARIABLE=value.')
  return text
}

// Options that change what is measured or what is written about it (--no-thresholds, --out, --http-debug) are not among them.
const k6Options: readonly K6Option[] = [
  { flags: '-u, --vus <number>', description: 'virtual users', parse: wholeNumber },
  { flags: '-d, --duration <time>', description: 'how long, such as 30s or 1m30s', parse: time },
  { flags: '-i, --iterations <number>', description: 'iterations of all virtual users together', parse: wholeNumber },
  { flags: '-s, --stage <time:target>', description: 'a stage of a ramp', repeatable: true },
  { flags: '--tag <name=value>', description: 'a tag on every series of the run', parse: tag, repeatable: true },
  { flags: '--rps <number>', description: 'at most so many requests a second', parse: wholeNumber },
  { flags: '--min-iteration-duration <time>', description: 'shortest time of an iteration', parse: time },
  { flags: '--user-agent <text>', description: 'the User-Agent of requests' },
  { flags: '--insecure-skip-tls-verify', description: 'accept any certificate of the service' },
  { flags: '--no-connection-reuse', description: 'a new connection for every request' },
  { flags: '--no-vu-connection-reuse', description: 'a new connection for every iteration' },
  { flags: '--dns <settings>', description: 'how k6 resolves names' },
  { flags: '--local-ips <ranges>', description: 'addresses to send from' },
]
const environmentOption = { flags: '-e, --env <VARIABLE=value>', description: 'a variable for the scenario' } as const

const collect = (parse: (text: string) => string) => (text: string, previous: string[] | undefined) => [
  ...(previous ?? []),
  parse(text),
]

function guards(text: string, previous: readonly GuardKind[] = []): readonly GuardKind[] {
  const named = text.split(',').map((word) => guardKinds.find((kind) => kind === word.trim()))
  if (named.includes(undefined)) throw new InvalidArgumentError(`It must be of: ${guardKinds.join(', ')}.`)
  return [...previous, ...named.filter((kind) => kind !== undefined)]
}

/** Adds the option that names guard rails. */
export function addAbortOption(command: Command): Command {
  const meaning =
    'an SLO broken beyond chance, the service lost, a limit or critical P95 exceeded, each for some seconds'
  return command.option('--abort-on <what>', `end the run early on any of ${guardKinds.join(',')}: ${meaning}`, guards)
}

/** Adds the options of `k6 run` that a run may be given. */
export function addK6Options(command: Command): Command {
  const same = (text: string) => text
  for (const { flags, description, parse = same, repeatable } of k6Options)
    if (!flags.includes('<')) command.option(flags, `k6: ${description}`)
    else if (repeatable) command.option(flags, `k6: ${description} (repeatable)`, collect(parse))
    else command.option(flags, `k6: ${description}`, parse)
  const { flags, description } = environmentOption
  return command.option(flags, `k6: ${description} (repeatable)`, collect(variable))
}

function wordsOf(command: Command): string[] {
  return k6Options.flatMap(({ flags }) => {
    const option = command.options.find((candidate) => candidate.flags === flags)
    const value: unknown = option && command.getOptionValue(option.attributeName())
    const long = option?.long ?? ''
    if (option === undefined || command.getOptionValueSource(option.attributeName()) !== 'cli') return []
    if (typeof value === 'boolean') return [long]
    return [value].flat().flatMap((text) => [long, String(text)])
  })
}

/** What the parsed command says to k6. */
export function k6Choices(command: Command): K6Choices {
  const {
    vus,
    duration,
    iterations,
    stage: stages,
    env = [],
  } = command.opts<{
    vus?: string
    duration?: string
    iterations?: string
    stage?: string[]
    env?: string[]
  }>()
  return {
    words: wordsOf(command),
    run: {
      ...(vus === undefined ? {} : { virtualUsers: Number(vus) }),
      ...(duration === undefined ? {} : { duration }),
      ...(iterations === undefined ? {} : { iterations: Number(iterations) }),
      ...(stages === undefined ? {} : { stages }),
    },
    environment: Object.fromEntries(
      env.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    ),
  }
}

/** Refuses what k6 would overlook in silence: `--vus` alone, where the scenario has scenarios of its own. */
export function refuseUnseen(scenario: string, { run }: K6Choices, hasScenarios: boolean): void {
  if (!hasScenarios || run.virtualUsers === undefined) return
  if (run.duration !== undefined || run.iterations !== undefined) return
  throw new Failure(
    `k6 does not look at --vus in ${scenario}, which has scenarios of its own`,
    'Set the most virtual users by TEST_VUS: --env TEST_VUS=<number>.',
  )
}
