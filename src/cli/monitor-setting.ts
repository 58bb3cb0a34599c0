import { setTimeout as sleep } from 'node:timers/promises'
import { type SourceChoice, sourceOf } from '../../monitoring/monitors/choose-source.ts'
import { type Line, plain, type Tone } from '../../monitoring/monitors/frames/line.ts'
import { type Ramp, ramps } from '../../monitoring/monitors/frames/sparkline.ts'
import type { Ending } from '../../monitoring/monitors/live.ts'
import { presenceOf } from '../../monitoring/monitors/presence.ts'
import type { Source } from '../../monitoring/monitors/source.ts'
import { prometheusClient } from '../clients/prometheus.ts'
import { serviceClient } from '../clients/service.ts'
import { type ExitCode, exitCode } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { loadFleet } from './load-fleet.ts'
import { serviceFor, type Target, targetOf } from './load-target.ts'
import type { MonitorOptions } from './monitor-options.ts'
import { type Paint, painted, printable, styleOf } from './text-style.ts'

/** What every monitor starts from. */
export interface MonitorSetting {
  readonly service: Service
  readonly source: Source
  /** Seconds since 1970. */
  readonly now: () => number
  readonly clock: (at: number) => string
  readonly ramp: Ramp
  /** A line as standard output shows it: with colours or without. */
  readonly paint: (line: Line) => string
}

// A service that hangs must not hold up the picture; Prometheus may be busy with a load of its own.
const serviceTimeoutMs = 2_000
const prometheusTimeoutMs = 5_000

const paints: Readonly<Record<Tone, Paint>> = {
  strong: 'bold',
  faint: 'dim',
  good: 'green',
  warning: 'yellow',
  bad: 'red',
}

/** Blocks, unless the locale says that the terminal knows ASCII alone. */
function rampOf({ environment }: Context): Ramp {
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || 'UTF-8'
  return /utf-?8/i.test(locale) ? ramps.blocks : ramps.ascii
}

function painter({ stdout, environment }: Context): (line: Line) => string {
  const style = styleOf(stdout, environment)
  if (!style.colour) return plainText
  return (line) =>
    line
      .map(({ text, tone }) => (tone === undefined ? clean(text) : painted(clean(text), paints[tone], style)))
      .join('')
}

// Titles and summaries come from definitions and rules: they must not steer the terminal.
const clean = (text: string) => (/\p{Cc}/u.test(text) ? printable(text) : text)
const plainText = (line: Line) => clean(plain(line))

const secondsNow = () => Date.now() / 1000

/** Where the signals of a service are read; `single`: one reading is all that is wanted. */
export function signalSource(
  service: Service,
  { serviceUrl, prometheusUrl, connection }: Target,
  how: { readonly choice: SourceChoice; readonly single: boolean } = { choice: 'auto', single: false },
): Source {
  const asked = { url: serviceUrl, timeoutMs: serviceTimeoutMs, connection }
  return sourceOf(service, {
    client: serviceClient(service, asked),
    presence: presenceOf(service, asked),
    prometheus: prometheusClient({ url: prometheusUrl, timeoutMs: prometheusTimeoutMs }),
    ...how,
    now: secondsNow,
    pause: async (milliseconds) => void (await sleep(milliseconds)),
  })
}

/** Loads the definition and finds out where the service is read. Throws a Failure for a definition or service that is none. */
export async function settingOf(options: MonitorOptions, single: boolean, context: Context): Promise<MonitorSetting> {
  const service = serviceFor(await loadFleet(context.directory), options.service, [])
  const target = targetOf(service, context.environment, true)
  const source = signalSource(service, target, { choice: options.source, single })
  const clock = (at: number) => new Date(at * 1000).toTimeString().slice(0, 8)
  return { service, source, now: secondsNow, clock, ramp: rampOf(context), paint: painter(context) }
}

/** The exit code of a monitor that showed and did not judge. */
export function codeOf(ending: Ending): ExitCode {
  return ending === 'interrupted' ? exitCode.interrupted : exitCode.held
}
