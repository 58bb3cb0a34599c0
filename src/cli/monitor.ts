import { Command } from 'commander'
import { quickFrame, realtimeFrame, stressFrame } from '../../monitoring/monitors/frames/monitors.ts'
import { plainLine } from '../../monitoring/monitors/frames/plain.ts'
import { type Frame, firstChoices } from '../../monitoring/monitors/frames/view.ts'
import { runLive, runPlain, spanSecondsOf } from '../../monitoring/monitors/live.ts'
import { healthCode, healthRows, healthSummary } from '../../monitoring/monitors/readings/health.ts'
import { pointOf } from '../../monitoring/monitors/readings/history.ts'
import type { Reading } from '../../monitoring/monitors/readings/reading.ts'
import { type ExitCode, exitCode } from '../model/failure.ts'
import type { Service } from '../model/service.ts'
import type { Context } from './context.ts'
import { addLiveOptions, addReadingOptions, type MonitorOptions } from './monitor-options.ts'
import { type RecordOptions, recordLoad } from './monitor-record.ts'
import { codeOf, type MonitorSetting, settingOf } from './monitor-setting.ts'

/** A reading for machines: what is missing says why, as `{ "unmeasured": … }`. */
function jsonOf(service: Service, reading: Reading): string {
  const health = healthRows(service, reading)
  const summary = { exitCode: healthCode(health), summary: healthSummary(health) }
  const time = new Date(reading.at * 1000).toISOString()
  return `${JSON.stringify({ schemaVersion: 1, service: service.name, time, ...summary, health, reading })}\n`
}

function interruption({ interrupted }: Context): Promise<undefined> {
  return new Promise((resolve) => {
    if (interrupted.aborted) resolve(undefined)
    interrupted.addEventListener('abort', () => resolve(undefined))
  })
}

/** One frame as text, as wide as the terminal or 100 columns, and as long as it takes. */
async function once(
  { title, frame, json }: { title: string; frame: Frame; json: true | undefined },
  { service, source, clock, now, ramp, paint }: MonitorSetting,
  context: Context,
): Promise<ExitCode> {
  const reading = await Promise.race([source.read(), interruption(context)])
  if (reading === undefined) return exitCode.interrupted
  const rows = healthRows(service, reading)
  if (json) {
    context.stdout.write(jsonOf(service, reading))
    return healthCode(rows)
  }
  const spanSeconds = spanSecondsOf(1_000)
  const lines = frame({
    title,
    service,
    reading,
    history: [...(await source.history(spanSeconds)), pointOf(reading)],
    spanSeconds,
    staleSeconds: 6,
    now: now(),
    clock: clock(now()),
    columns: context.stdout.isTerminal ? context.stdout.columns || 80 : 100,
    ramp,
    choices: firstChoices,
  })
  context.stdout.write(lines.map((line) => `${paint(line).trimEnd()}\n`).join(''))
  return healthCode(rows)
}

async function watch(title: string, frame: Frame, options: MonitorOptions, context: Context): Promise<ExitCode> {
  const setting = await settingOf(options, options.once === true, context)
  if (options.once) return once({ title, frame, json: options.json }, setting, context)
  const { service, clock } = setting
  const common = {
    ...setting,
    title,
    intervalMs: options.interval,
    ...(options.duration === undefined ? {} : { durationMs: options.duration }),
    interrupted: context.interrupted,
    gone: context.stdout.gone,
  }
  if (context.terminal && !options.json) return codeOf(await runLive({ ...common, terminal: context.terminal, frame }))
  const printed = (reading: Reading) =>
    context.stdout.write(
      options.json ? jsonOf(service, reading) : `${plainLine(service, reading, clock(reading.at))}\n`,
    )
  return codeOf(await runPlain(common, printed))
}

async function quick(options: MonitorOptions, context: Context): Promise<ExitCode> {
  const setting = await settingOf(options, true, context)
  return once({ title: 'quick monitor', frame: quickFrame, json: options.json }, setting, context)
}

/** `sidelight monitor quick|realtime|stress|load`: the service's signals in the terminal. */
export function monitorCommand(context: Context, finish: (code: ExitCode) => void): Command {
  const command = new Command('monitor').description("watch a service's signals in the terminal")
  addReadingOptions(command.command('quick'))
    .description('one look; ends with 0 healthy, 1 an SLO or limit broken or the service down, 3 not measured')
    .action(async (options: MonitorOptions) => finish(await quick(options, context)))
  addLiveOptions(command.command('realtime'))
    .description('the four golden signals and every operation, live')
    .option('--once', 'one frame, and the exit code of quick')
    .action(async (options: MonitorOptions) => finish(await watch('realtime monitor', realtimeFrame, options, context)))
  addLiveOptions(command.command('stress'))
    .description('golden metrics against the SLOs, budget burn, alerts, and the run that is on, live')
    .option('--once', 'one frame, and the exit code of quick')
    .action(async (options: MonitorOptions) => finish(await watch('stress monitor', stressFrame, options, context)))
  addLiveOptions(command.command('load'))
    .description('record the signals of a load run, live, to CSV and JSON; ends with the run')
    .option('--results-dir <path>', 'where the recording goes', 'results')
    .action(async (options: RecordOptions) => finish(await recordLoad(options, context)))
  return command.addHelpText(
    'after',
    `
Keys: q quit, p pause, ? help, arrows sort and scroll. Without a terminal: a line for each reading.
Environment: PROMETHEUS_URL, the variable of the service's address (WALLET_SERVICE_URL), NO_COLOR.`,
  )
}
