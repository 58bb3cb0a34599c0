// Opens every dashboard of a folder in a real Chromium and counts what its panels show; errors of the page are told, and make the
// exit code 1. For dashboards that others published: `node bench/run.mjs published-dashboards <folder> [Prometheus' URL]`.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import { fileSource } from '../monitoring/preview/files.ts'
import { startPreview } from '../monitoring/preview/server.ts'
import { findChromium } from '../monitoring/preview/testing/browser.ts'
import { readDashboard } from '../src/panels/dashboard.ts'
import { undrawn } from '../src/panels/undrawn.ts'

const isDrawn = 'html[data-state=ready]:not(:has([aria-busy=true]))'

/** What each panel shows: the kind of its model, or why it shows nothing. */
async function kindsOn(page: Page): Promise<readonly string[]> {
  return await page
    .locator('.panel .body')
    .evaluateAll((bodies) =>
      bodies.map((body) => body.querySelector('.notice')?.className ?? body.getAttribute('data-kind') ?? 'nothing'),
    )
}

function counted(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  const sorted = [...counts].sort(([, one], [, other]) => other - one)
  return sorted.map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`).join('\n')
}

/** Prints each error as it comes and the counts at the end. */
export async function main(
  [folder = '.', prometheusUrl = 'http://127.0.0.1:9090']: readonly string[],
  { repository, folder: scratch }: { readonly repository: string; readonly folder: string },
): Promise<number> {
  const program = findChromium()
  if (program === undefined) {
    process.stderr.write('There is no Chromium on the PATH.\n')
    return 3
  }
  spawnSync(process.execPath, ['scripts/build-page.mjs', scratch], { cwd: repository, stdio: 'inherit' })
  const source = await fileSource([folder], folder)
  const preview = await startPreview({ port: 0, prometheusUrl, scrapeInterval: '15s', pageDirectory: scratch, source })
  const browser = await chromium.launch({
    executablePath: program,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  const { dashboards, problems } = source.offer()
  const kinds: string[] = []
  const left: string[] = []
  let failures = 0
  for (const problem of problems) process.stdout.write(`not served: ${problem}\n`)
  for (const { uid, file, json } of dashboards) {
    const page = await browser.newPage({ viewport: { width: 1400, height: 1400 } })
    const failed = (message: string) => {
      failures += 1
      process.stdout.write(`${join(folder, file)}: ${message}\n`)
    }
    page.on('pageerror', (error) => failed(error.message))
    await page.goto(`${preview.url}/d/${uid}?refresh=&kiosk`)
    await page
      .locator(isDrawn)
      .waitFor({ state: 'attached', timeout: 60_000 })
      .catch(() => failed('was not drawn within a minute'))
    kinds.push(...(await kindsOn(page)))
    left.push(...undrawn(readDashboard(json)).map((text) => text.replace(/^.*": /, '')))
    await page.close()
  }
  process.stdout.write(
    `${dashboards.length} dashboards, ${kinds.length} panels, ${failures} failures of the page\n${counted(kinds)}\nnot drawn:\n${counted(left)}\n`,
  )
  await browser.close()
  await preview.close()
  return failures === 0 ? 0 : 1
}
