import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { span } from '../../monitoring/monitors/frames/line.ts'
import { realtimeFrame } from '../../monitoring/monitors/frames/monitors.ts'
import { plainLine } from '../../monitoring/monitors/frames/plain.ts'
import { type Ending, runLive, runPlain } from '../../monitoring/monitors/live.ts'
import type { Reading } from '../../monitoring/monitors/readings/reading.ts'
import {
  csvOf,
  type RecordedRow,
  recordedColumns,
  recordedRow,
  summaryOf,
} from '../../monitoring/monitors/readings/recording.ts'
import { isUnmeasured } from '../analysis/run.ts'
import { servedOf } from '../analysis/served.ts'
import { type ExitCode, exitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import { definitionHash } from './load-record.ts'
import type { MonitorOptions } from './monitor-options.ts'
import { codeOf, type MonitorSetting, settingOf } from './monitor-setting.ts'
import { packageVersion } from './package-root.ts'
import { recordingText } from './render-recording.ts'
import { prepareResults, storeRun } from './results.ts'

/** What `monitor load` takes besides. */
export interface RecordOptions extends MonitorOptions {
  readonly resultsDir: string
}

/** The folder of recordings below `current/` and `archive/`. */
const scenario = 'monitor-load'
/** A run that its generator has not told of for so long is over. k6 pushes every five seconds. */
const overAfterSeconds = 10

interface Recording {
  readonly startedAt: number
  readonly rows: RecordedRow[]
  columns: readonly string[]
  testid: string | undefined
  lastSeen: number
}

const iso = (at: number) => new Date(at * 1000).toISOString()

/** Adds a reading, and says whether the run that was on is over. */
function recorded(recording: Recording, reading: Reading): boolean {
  const { at, runs } = reading
  recording.rows.push(recordedRow(reading, iso(at)))
  recording.columns = recordedColumns(reading)
  const on = isUnmeasured(runs) ? [] : runs
  recording.testid ??= on[0]?.testid
  if (on.some(({ testid }) => testid === recording.testid)) recording.lastSeen = at
  return recording.testid !== undefined && !isUnmeasured(runs) && at - recording.lastSeen > overAfterSeconds
}

async function observed(
  recording: Recording,
  options: RecordOptions,
  setting: MonitorSetting,
  context: Context,
): Promise<Ending> {
  const { service, clock } = setting
  const common = {
    ...setting,
    title: 'load monitor',
    intervalMs: options.interval,
    ...(options.duration === undefined ? {} : { durationMs: options.duration }),
    interrupted: context.interrupted,
    onReading: (reading: Reading, end: () => void) => {
      if (recorded(recording, reading)) end()
    },
  }
  const { terminal, stderr } = context
  if (terminal && !options.json) {
    const status = () => [
      span('REC ', 'bad'),
      span(`${recording.rows.length} readings, until ${recording.testid ? 'the run ends' : 'q'}`),
    ]
    return runLive({ ...common, terminal, frame: realtimeFrame, status })
  }
  return runPlain(common, (reading) => stderr.write(`${plainLine(service, reading, clock(reading.at))}\n`))
}

/** `monitor load`: records until the run ends, the duration is over, or someone ends it; stores it and sums it up. */
export async function recordLoad(options: RecordOptions, context: Context): Promise<ExitCode> {
  const resultsDirectory = resolve(context.directory, options.resultsDir)
  await prepareResults(resultsDirectory)
  const setting = await settingOf(options, false, context)
  const { service, source, now } = setting
  const startedAt = now()
  const recording: Recording = { startedAt, rows: [], columns: [], testid: undefined, lastSeen: startedAt }
  const ending = await observed(recording, options, setting, context)
  const endedAt = now()
  const { rows, columns } = recording
  if (rows.length === 0) return ending === 'interrupted' ? exitCode.interrupted : exitCode.unmeasured
  const seconds = endedAt - startedAt
  const served = servedOf(service, await source.total(seconds), seconds)
  const testid =
    recording.testid ?? `${scenario}-${iso(startedAt).replace(/[-:]|\.\d+/g, '')}-${randomBytes(2).toString('hex')}`
  const run = {
    schemaVersion: 1,
    testid,
    service: service.name,
    scenario,
    definitionHash: definitionHash(service),
    versions: { sidelight: packageVersion(), node: process.versions.node },
    startedAt: iso(startedAt),
    endedAt: iso(endedAt),
    interrupted: ending === 'interrupted',
  }
  const summary = { ...run, readings: rows.length, signals: summaryOf(columns, rows), served }
  const folder = await storeRun(
    resultsDirectory,
    { scenario, testid },
    {
      'run.json': `${JSON.stringify(run, null, 2)}\n`,
      'signals.csv': csvOf(columns, rows),
      'recording.json': `${JSON.stringify({ ...summary, rows })}\n`,
    },
  )
  context.stdout.write(options.json ? `${JSON.stringify(summary)}\n` : recordingText(service, summary, folder, context))
  if (ending === 'interrupted') return codeOf(ending)
  return isUnmeasured(served.requests) ? exitCode.unmeasured : exitCode.held
}
