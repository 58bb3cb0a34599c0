import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, extname, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { startPreview } from '../../monitoring/preview/server.ts'
import type { DashboardSource, ServedDashboard } from '../../monitoring/preview/source.ts'
import { programsOnPath } from '../../monitoring/tools/tools.ts'
import { picturePage } from '../clients/chromium.ts'
import { prometheusAnswers } from '../clients/prometheus-answers.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import { scrapeInterval } from '../model/names.ts'
import { utc } from '../panels/calendar.ts'
import type { Theme } from '../panels/color.ts'
import { readDashboard } from '../panels/dashboard.ts'
import { evaluate } from '../panels/evaluate.ts'
import type { TimeSpan } from '../panels/frame.ts'
import { parseInterval } from '../panels/interval.ts'
import { prometheusOver } from '../panels/prometheus-api.ts'
import { dashboardSvg } from '../panels/svg/dashboard.ts'
import { type Clock, spanOf } from '../panels/time-range.ts'
import type { Context } from './context.ts'
import { pageDirectory, previewSource, prometheusAddress } from './preview.ts'

interface SnapshotOptions {
  readonly output?: string
  readonly from?: string
  readonly to?: string
  readonly var?: readonly string[]
  readonly theme: Theme
  readonly width: number
  readonly panel?: number
  readonly prometheusUrl?: string
  readonly scrapeInterval: string
}

const browsers = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** The dashboard that a file or a uid names. Throws a Failure that lists the ones there are. */
async function chosenDashboard(
  name: string,
  context: Context,
): Promise<{ served: ServedDashboard; source: DashboardSource }> {
  const isFile = name.endsWith('.json')
  const source = await previewSource(isFile ? [name] : [], context)
  const { dashboards, problems } = source.offer()
  const served = isFile ? dashboards[0] : dashboards.find(({ uid }) => uid === name)
  if (served !== undefined) return { served, source }
  if (problems.length > 0) throw new Failure(problems.join('\n'), 'Mend the file.')
  throw new Failure(
    `there is no dashboard "${name}"`,
    `Name a file, or one of: ${dashboards.map(({ uid }) => uid).join(', ')}.`,
  )
}

function chosenValues(assignments: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const chosen = new Map<string, string[]>()
  for (const assignment of assignments) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(assignment) ?? []
    if (name === '')
      throw new Failure(`"${assignment}" chooses nothing`, 'Write --var name=value, several times for several values.')
    chosen.set(name, [...(chosen.get(name) ?? []), value])
  }
  return chosen
}

async function svgOf(
  served: ServedDashboard,
  span: TimeSpan,
  clock: Clock,
  options: SnapshotOptions,
  context: Context,
): Promise<string> {
  const dashboard = readDashboard(served.json)
  const { theme, width, panel } = options
  const send = prometheusAnswers(prometheusAddress(options, context), context.interrupted)
  const scrape = parseInterval(options.scrapeInterval) ?? 15_000
  const evaluation = {
    prometheus: prometheusOver(send),
    span,
    clock,
    chosen: chosenValues(options.var ?? []),
    scrape,
    width,
    theme,
    panel,
  }
  const { panels, marks } = await evaluate(dashboard, evaluation).catch((cause: unknown) => {
    throw cause instanceof RangeError ? new Failure(cause.message, 'Its panels have their ids in its file.') : cause
  })
  for (const { placed, problems } of panels)
    for (const problem of problems) context.stderr.write(`${placed.panel.title}: ${problem}\n`)
  return dashboardSvg({
    title: dashboard.title,
    panels,
    marks,
    span,
    zone: clock.zone,
    theme,
    width,
    hasHead: panel === undefined,
  })
}

async function pngOf(
  served: ServedDashboard,
  source: DashboardSource,
  span: TimeSpan,
  options: SnapshotOptions,
  context: Context,
): Promise<Buffer> {
  const found = (await Promise.all(browsers.map((name) => programsOnPath(name, context.environment)))).flat()
  const [program] = found
  if (program === undefined) {
    const mend = 'Install Chromium, or write an SVG (-o name.svg), which needs no browser.'
    throw new Failure('there is no Chromium on the PATH, which a PNG needs', mend, exitCode.unmeasured)
  }
  const settings = {
    prometheusUrl: prometheusAddress(options, context),
    scrapeInterval: options.scrapeInterval,
    pageDirectory: pageDirectory(),
  }
  const preview = await startPreview({ port: 0, source, ...settings })
  const query = new URLSearchParams([
    ['from', String(span.from)],
    ['to', String(span.to)],
    ['refresh', ''],
    ['theme', options.theme],
    ['kiosk', ''],
  ])
  for (const [name, values] of chosenValues(options.var ?? []))
    for (const value of values) query.append(`var-${name}`, value)
  if (options.panel !== undefined) query.set('viewPanel', String(options.panel))
  try {
    return await picturePage(`${preview.url}/d/${served.uid}?${query}`, {
      program,
      width: options.width,
      scale: 1,
      isReady:
        "document.documentElement.dataset.state === 'ready' && document.querySelector('[aria-busy=true]') === null",
      within: 60_000,
      environment: { ...context.environment, TZ: 'UTC' },
      interrupted: context.interrupted,
    })
  } finally {
    await preview.close()
  }
}

async function snapshot(name: string, options: SnapshotOptions, context: Context): Promise<ExitCode> {
  const { served, source } = await chosenDashboard(name, context)
  const output = resolve(context.directory, options.output ?? `${served.uid}.svg`)
  const kind = extname(output)
  if (kind !== '.svg' && kind !== '.png')
    throw new Failure(`"${kind}" is no kind of picture that can be made`, 'Write a name that ends with .svg or .png.')
  const { time } = readDashboard(served.json)
  const clock: Clock = { now: Date.now(), zone: utc }
  const span = spanOf({ from: options.from ?? time.from, to: options.to ?? time.to }, clock)
  if (span === undefined)
    throw new Failure(
      'the time range means nothing, or ends before it starts',
      'Write --from now-1h --to now, or times such as 2026-01-31T12:00:00Z.',
    )
  const picture =
    kind === '.svg'
      ? await svgOf(served, span, clock, options, context)
      : await pngOf(served, source, span, options, context)
  await mkdir(dirname(output), { recursive: true })
  // Whole or not at all.
  await writeFile(`${output}.partial`, picture)
  await rename(`${output}.partial`, output)
  context.stdout.write(`${options.output ?? output}\n`)
  return exitCode.held
}

function parseWhole(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a whole number.')
}

function parseWidth(text: string): number {
  const width = parseWhole(text)
  if (width >= 320 && width <= 4000) return width
  throw new InvalidArgumentError('A width is a number of pixels from 320 to 4000.')
}

function parseTheme(text: string): Theme {
  if (text === 'light' || text === 'dark') return text
  throw new InvalidArgumentError('The themes are light and dark.')
}

/** `sidelight snapshot <dashboard>`: a picture of a dashboard at any time range. */
export function snapshotCommand(context: Context, finish: (code: ExitCode) => void): Command {
  return new Command('snapshot')
    .description('picture a dashboard at any time range, as SVG, or as PNG with a Chromium on the PATH')
    .argument('<dashboard>', 'a dashboard file, or the uid of a dashboard of this repository')
    .option('-o, --output <file>', 'the picture, by its ending .svg or .png (default: <uid>.svg)')
    .option('--from <time>', 'now-1h, 2026-01-31T12:00:00Z, or milliseconds (default: as the dashboard says)')
    .option('--to <time>', 'the end of the range')
    .option(
      '--var <name=value>',
      'choose a value of a variable; several times for several',
      (text: string, before: readonly string[] = []) => [...before, text],
    )
    .option('--panel <id>', 'this panel alone', parseWhole)
    .option('--theme <theme>', 'light or dark', parseTheme, 'light' as Theme)
    .option('--width <pixels>', 'pixels across', parseWidth, 1280)
    .option('--prometheus-url <url>', 'the Prometheus to ask (default: PROMETHEUS_URL, else http://127.0.0.1:9090)')
    .option('--scrape-interval <interval>', 'the shortest step of a query', scrapeInterval)
    .action(async (name: string, options: SnapshotOptions) => finish(await snapshot(name, options, context)))
}
