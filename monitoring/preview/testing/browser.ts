import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { startPrometheusServer } from '../../../tests/support/prometheus-server.ts'
import { fileSource } from '../files.ts'
import { startPreview } from '../server.ts'
import { everyPanel, hostile, twentyPlots } from './dashboards.ts'
import { samplesOfThePast } from './past.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome']

/** The path of a Chromium, if this machine has one. Throws where one is required, as in continuous integration. */
export function findChromium(): string | undefined {
  const found = names
    .map((name) => spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim())
    .find((path) => path !== '')
  if (found === undefined && process.env['SIDELIGHT_REQUIRE_CHROMIUM'] === '1')
    throw new Error('There is no Chromium on the PATH, and SIDELIGHT_REQUIRE_CHROMIUM asks for one.')
  return found
}

/** A real browser in front of a real preview of a real Prometheus that knows the past. */
export interface Theatre {
  readonly url: string
  readonly prometheusUrl: string
  readonly browser: Browser
  /** The folder with the dashboards' files. */
  readonly folder: string
  close(): Promise<void>
}

/** Builds the page of the repository, and starts everything on free ports. */
export async function openTheatre(
  program: string,
  tools: { readonly prometheus: string; readonly promtool: string },
  repository = join(import.meta.dirname, '../../..'),
): Promise<Theatre> {
  const folder = await mkdtemp(join(tmpdir(), 'sidelight-preview-'))
  const pageDirectory = join(folder, 'page')
  const built = spawnSync(process.execPath, ['scripts/build-page.mjs', pageDirectory], {
    cwd: repository,
    encoding: 'utf8',
  })
  if (built.status !== 0) throw new Error(built.stderr)
  for (const dashboard of [everyPanel(), hostile(), twentyPlots()])
    await writeFile(join(folder, `${dashboard['uid']}.json`), JSON.stringify(dashboard))
  const prometheus = await startPrometheusServer({
    program: tools.prometheus,
    configuration: '',
    history: { promtool: tools.promtool, samples: samplesOfThePast() },
  })
  const source = await fileSource([folder], folder)
  const preview = await startPreview({
    port: 0,
    prometheusUrl: prometheus.url,
    scrapeInterval: '15s',
    pageDirectory,
    source,
  })
  const browser = await chromium.launch({
    executablePath: program,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  return {
    url: preview.url,
    prometheusUrl: prometheus.url,
    browser,
    folder,
    async close() {
      await browser.close()
      await preview.close()
      await prometheus.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
