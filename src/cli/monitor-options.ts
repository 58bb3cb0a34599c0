import { type Command, InvalidArgumentError, Option } from 'commander'
import { type SourceChoice, sourceChoices } from '../../monitoring/monitors/choose-source.ts'
import { parseDuration } from '../model/units.ts'

/** What all monitors take. */
export interface MonitorOptions {
  readonly service?: string
  readonly source: SourceChoice
  /** Milliseconds. */
  readonly interval: number
  /** Milliseconds. */
  readonly duration?: number
  readonly once?: true
  readonly json?: true
}

const shortest = 200

function duration(text: string): number {
  const milliseconds = parseDuration(text)
  if (milliseconds === undefined || milliseconds <= 0)
    throw new InvalidArgumentError('It must be a time such as 500ms, 30s or 5m.')
  return milliseconds
}

function interval(text: string): number {
  const milliseconds = duration(text)
  if (milliseconds < shortest) throw new InvalidArgumentError(`The shortest is ${shortest}ms.`)
  return milliseconds
}

/** Adds the options that choose the service, where it is read, and the form of what is printed. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--service <name>', 'which service of the fleet; else the only one')
    .addOption(
      new Option('--source <source>', 'Prometheus where it scrapes the service, else its metrics page; or one of them')
        .choices(sourceChoices)
        .default('auto'),
    )
    .option('--json', 'print readings as JSON, one on a line')
}

/** Adds the options of a monitor that goes on. */
export function addLiveOptions(command: Command): Command {
  return addReadingOptions(command)
    .option('--interval <time>', 'how often to look', interval, 1_000)
    .option('--duration <time>', 'how long; else until q or Ctrl-C', duration)
}
