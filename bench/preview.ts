// How fast the preview is: the size of its script, the time until the page paints, and how long a dashboard of twenty panels over
// six hours takes to be drawn anew once its data is there. A real Chromium, a real Prometheus. `node bench/run.mjs preview`.
import { readFile } from 'node:fs/promises'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { CDPSession } from 'playwright-core'
import { findChromium, openTheatre } from '../monitoring/preview/testing/browser.ts'
import { cacheDirectory } from '../monitoring/tools/cache.ts'
import { ensureTools } from '../monitoring/tools/tools.ts'

const rounds = 9

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((one, other) => one - other)
  const at = (share: number) => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(0)
  return `median ${at(0.5)} ms, from ${at(0)} to ${at(1)} ms (${values.length} times)`
}

async function inPage(session: CDPSession, expression: string): Promise<number> {
  const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
  return result.value as number
}

const firstPaint = `performance.getEntriesByName('first-contentful-paint')[0].startTime`

/** Draws all panels anew in the other theme, and waits until the browser has shown them. */
const redraw = `(async () => {
  const frame = () => new Promise(requestAnimationFrame)
  await frame()
  const start = performance.now()
  document.querySelector('button[aria-label="Light or dark"]').click()
  await frame()
  await frame()
  return performance.now() - start
})()`

/** Milliseconds of processor time that the page's main thread has used: what does not grow when others use the machine. */
async function busy(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN)
}

/** Prints the figures; the exit code says nothing of them. */
export async function main(_: readonly string[], { repository }: { readonly repository: string }): Promise<number> {
  const program = findChromium()
  if (program === undefined) {
    process.stderr.write('There is no Chromium on the PATH.\n')
    return 3
  }
  const { prometheus, promtool } = await ensureTools(['prometheus', 'promtool'], {
    environment: process.env,
    cacheDirectory: cacheDirectory(process.env),
    progress: (line) => process.stderr.write(`${line}\n`),
    interrupted: new AbortController().signal,
  })
  const theatre = await openTheatre(program, { prometheus: prometheus.path, promtool: promtool.path }, repository)
  try {
    const script = await readFile(join(theatre.folder, 'page/page.js'))
    const paints: number[] = []
    const ready: number[] = []
    const redraws: number[] = []
    const work: number[] = []
    let panels = 0
    for (let round = 0; round < rounds; round += 1) {
      const page = await theatre.browser.newPage({ viewport: { width: 1600, height: 1800 } })
      await page.goto(`${theatre.url}/d/twenty-plots`)
      await page.locator('html[data-state=ready]:not(:has([aria-busy=true]))').waitFor({ state: 'attached' })
      const session = await page.context().newCDPSession(page)
      ready.push(await inPage(session, 'performance.now()'))
      paints.push(await inPage(session, firstPaint))
      panels = await inPage(session, `document.querySelectorAll('.panel canvas').length`)
      await session.send('Performance.enable', { timeDomain: 'threadTicks' })
      const before = await busy(session)
      redraws.push(await inPage(session, redraw))
      work.push((await busy(session)) - before)
      await page.close()
    }
    process.stdout.write(
      [
        `${cpus().length} CPUs, load ${loadavg()[0]?.toFixed(1)}`,
        `script: ${script.length} bytes, ${gzipSync(script).length} with gzip`,
        `first paint: ${spread(paints)}`,
        `all drawn, queries included: ${spread(ready)}`,
        `${panels} plots over 6 h drawn anew: ${spread(redraws)}`,
        `of that, processor time of the page: ${spread(work)}`,
        '',
      ].join('\n'),
    )
    return 0
  } finally {
    await theatre.close()
  }
}
