import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { fileSource } from '../../monitoring/preview/files.ts'
import { type Preview, startPreview } from '../../monitoring/preview/server.ts'
import type { DashboardSource } from '../../monitoring/preview/source.ts'
import { type ExitCode, exitCode, Failure } from '../model/failure.ts'
import { scrapeInterval } from '../model/names.ts'
import type { Context } from './context.ts'
import { packageRoot } from './package-root.ts'
import { generatedSource } from './preview-source.ts'

/** How a preview is asked for. */
export interface PreviewRequest {
  /** Dashboard files or folders; what `services/` and `dashboards/` give where there are none. */
  readonly paths: readonly string[]
  readonly port: number
  readonly prometheusUrl?: string
  readonly scrapeInterval?: string
}

const defaultPrometheus = 'http://127.0.0.1:9090'

/** The Prometheus to ask: flag before environment before default. */
export function prometheusAddress(
  { prometheusUrl }: { readonly prometheusUrl?: string },
  { environment }: Context,
): string {
  return prometheusUrl ?? (environment['PROMETHEUS_URL'] || defaultPrometheus)
}

/** The folder with the built page of the preview. */
export function pageDirectory(): string {
  const folder = join(packageRoot(), 'dist/preview')
  if (existsSync(join(folder, 'page.js'))) return folder
  throw new Failure('the page of the preview is not built', 'Run "npm run build".', exitCode.usage)
}

/** Where the dashboards at these paths come from; the working repository's own where there are none. */
export async function previewSource(paths: readonly string[], context: Context): Promise<DashboardSource> {
  if (paths.length === 0) return await generatedSource(context.directory)
  const absolute = paths.map((path) => resolve(context.directory, path))
  const generated =
    absolute.every((path) => relative(context.directory, path).startsWith('generated/')) &&
    absolute.every((path) => path.endsWith('.json'))
  // A generated file follows its sources; when they cannot be read, the file itself is still there.
  const live = generated
    ? await generatedSource(
        context.directory,
        absolute.map((path) => relative(context.directory, path)),
      ).catch(() => undefined)
    : undefined
  return live ?? (await fileSource(absolute, context.directory))
}

/** Starts a preview of the working repository's dashboards, or of the given files. */
export async function openPreview(request: PreviewRequest, context: Context): Promise<Preview> {
  return await startPreview({
    port: request.port,
    prometheusUrl: prometheusAddress(request, context),
    scrapeInterval: request.scrapeInterval ?? scrapeInterval,
    pageDirectory: pageDirectory(),
    source: await previewSource(request.paths, context),
  })
}

async function untilInterrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolved) => signal.addEventListener('abort', resolved, { once: true }))
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('A port is a whole number from 0 to 65535.')
}

function parseInterval(text: string): string {
  if (/^\d+(ms|s|m)$/.test(text)) return text
  throw new InvalidArgumentError('Write an interval such as 5s.')
}

async function preview(
  paths: readonly string[],
  options: Omit<PreviewRequest, 'paths'>,
  context: Context,
): Promise<ExitCode> {
  const served = await openPreview({ ...options, paths }, context)
  context.stdout.write(`${served.url}/\n`)
  context.stderr.write('Dashboards are redrawn when their files or sources change. Ctrl-C ends the preview.\n')
  await untilInterrupted(context.interrupted)
  await served.close()
  return exitCode.held
}

/** `sidelight preview [files…]`: the dashboards in a browser, without Grafana. */
export function previewCommand(context: Context, finish: (code: ExitCode) => void): Command {
  return new Command('preview')
    .description('show dashboards in a browser without Grafana, redrawn whenever they change')
    .argument('[files...]', 'dashboard files or folders of them (default: what services/ and dashboards/ give)')
    .option('--port <port>', 'port on 127.0.0.1; 0 takes a free one', parsePort, 3000)
    .option('--prometheus-url <url>', `the Prometheus to ask (default: PROMETHEUS_URL, else ${defaultPrometheus})`)
    .option('--scrape-interval <interval>', `the shortest step of a query (default ${scrapeInterval})`, parseInterval)
    .action(async (paths: string[], options: Omit<PreviewRequest, 'paths'>) =>
      finish(await preview(paths, options, context)),
    )
}
