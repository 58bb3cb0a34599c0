import { readFile, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { prometheusClient } from '../../src/clients/prometheus.ts'
import { findChromium, openTheatre, type Theatre } from './testing/browser.ts'
import { attack, everyPanel } from './testing/dashboards.ts'
import { namelessControls, pixelCount, worstContrasts } from './testing/in-page.ts'
import { span } from './testing/past.ts'

const program = findChromium()

let theatre: Theatre
let page: Page
let errors: string[]

async function open(path: string, size = { width: 1280, height: 1900 }): Promise<void> {
  errors = []
  page = await theatre.browser.newPage({ viewport: size, colorScheme: 'dark' })
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`${theatre.url}${path}`)
  await ready()
}

async function ready(): Promise<void> {
  await page.locator('html[data-state=ready]:not(:has([aria-busy=true]))').waitFor({ state: 'attached' })
}

const panel = (title: string): Locator =>
  page.locator('.panel').filter({ has: page.getByRole('heading', { name: title, exact: true }) })
const rows = async (table: Locator): Promise<string[][]> =>
  await table
    .locator('tr')
    .evaluateAll((lines) => lines.map((line) => [...line.children].map((cell) => cell.textContent ?? '')))

/** Asks the page past its policy, which allows no evaluation of text. */
async function inPage<Result>(expression: string): Promise<Result> {
  const session = await page.context().newCDPSession(page)
  const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true })
  await session.detach()
  return result.value as Result
}

/** What axe-core finds, as `rule: first element`. It is run past the page's policy, which lets no foreign script in. */
async function accessibilityFaults(page: Page, axe: string): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: axe })
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html.slice(0, 200) + failureSummary.slice(0, 300))))`,
    awaitPromise: true,
    returnByValue: true,
  })
  await session.detach()
  if (!Array.isArray(result.value)) throw new Error(`axe did not run: ${result.description}`)
  return result.value as string[]
}

const pixels = (title: string, color: readonly [number, number, number]) => inPage<number>(pixelCount(title, color))

/** What the query of the plots gives: six hours over some 400 points are rounded to steps of one minute. */
async function pathRates() {
  const range = { start: span.from / 1000, end: span.to / 1000, step: 60 }
  return await prometheusClient({ url: theatre.prometheusUrl }).queryRange('rate(demo_requests_total[75s])', range)
}

describe.skipIf(program === undefined)('the preview in a real browser (needs Chromium)', () => {
  beforeAll(async () => {
    theatre = await openTheatre(program ?? '', inject('tools'))
  })
  afterEach(async () => {
    await page?.close()
    expect(errors).toEqual([])
  })
  afterAll(async () => {
    await theatre?.close()
  })

  test('lists the dashboards', async () => {
    await open('/')
    expect(await page.getByRole('link').allTextContents()).toEqual(['Every panel', attack, 'Twenty plots'])
    await page.getByRole('link', { name: 'Every panel' }).click()
    await page.getByRole('heading', { name: 'Every panel', level: 1 }).waitFor()
  })

  test('says that it is no Grafana, and what it leaves out', async () => {
    await open('/d/every-panel')
    expect(await page.locator('.preview-mark').textContent()).toBe('preview, not Grafana')
    expect(await page.locator('footer').textContent()).toContain('"Foreign": panels of type "canvas"')
    expect(await panel('Foreign').locator('.notice').textContent()).toContain('does not draw panels of type "canvas"')
  })

  test('draws lines, thresholds and marks, with the numbers of the legend', async () => {
    await open('/d/every-panel')
    const [head, ...legend] = await rows(panel('Rate').locator('.legend table'))
    expect(head).toEqual(['Name', 'Last *', 'Mean', 'Max'])
    expect(legend.map(([name]) => name)).toEqual(['path /a', 'the second'])
    for (const [at, { points }] of (await pathRates()).entries()) {
      const values = points.map(([, value]) => value)
      const truth = [values.at(-1), values.reduce((sum, value) => sum + value, 0) / values.length, Math.max(...values)]
      const digits = (text: string | undefined) => Number(Number.parseFloat(text ?? '').toPrecision(3))
      expect(legend[at]?.slice(1).map(digits)).toEqual(truth.map((value) => Number(value?.toPrecision(3))))
    }
    expect(await pixels('Rate', [115, 191, 105])).toBeGreaterThan(200)
    expect(await pixels('Rate', [255, 152, 48])).toBeGreaterThan(200)
    // The dashed line of the threshold, and the foot of the run that is marked.
    expect(await pixels('Rate', [242, 73, 92])).toBeGreaterThan(20)
    expect(await pixels('Rate', [184, 119, 217])).toBeGreaterThan(20)
  })

  test('shows in its data table exactly what the query gives', async () => {
    await open('/d/every-panel')
    await panel('Stacked').hover()
    await panel('Stacked').getByRole('button', { name: /^Data/ }).click()
    const shown = (await rows(panel('Stacked').locator('.grid-table table'))).slice(1)
    const asked = await pathRates()
    const times =
      asked[0]?.points.map(([time]) => new Date(time * 1000).toISOString().slice(0, 19).replace('T', ' ')) ?? []
    expect(shown.map(([time]) => time)).toEqual([...times].reverse())
    expect(shown.map((row) => Number(row[1]))).toEqual(
      (asked[0]?.points ?? []).map(([, value]) => Number(value.toPrecision(3))).reverse(),
    )
  })

  test('shows single numbers, bars, tables, states and text', async () => {
    await open('/d/every-panel')
    expect(await panel('Temperature').locator('.value').textContent()).toMatch(/^23\.\d °C$/)
    expect(await panel('Gauge').locator('.value').textContent()).toMatch(/^15(\.0)? req\/s$/)
    expect(await panel('Bars').locator('.reading').allTextContents()).toEqual(['path /a10', 'path /b5'])
    expect(await rows(panel('Table').locator('table'))).toEqual([
      ['path', 'requests'],
      ['/a', '216000'],
      ['/b', '108000'],
    ])
    expect(await panel('States').locator('.state').allTextContents()).toEqual(['up', 'up', 'down', 'up'])
    expect(await panel('Words').getByRole('link', { name: 'link' }).getAttribute('href')).toBe('https://example.org/a')
    expect(await panel('Words').locator('li').allTextContents()).toEqual(['one', 'two'])
  })

  test('shows a heatmap whose buckets hold what fell into each', async () => {
    await open('/d/every-panel')
    await panel('Heat').hover()
    await panel('Heat').getByRole('button', { name: /^Data/ }).click()
    const buckets = (await rows(panel('Heat').locator('table'))).slice(1, 4)
    const counts = buckets.map(([, , count]) => Number(count))
    expect(buckets.map(([, bucket]) => bucket)).toEqual(['500 ms to 1 s', '100 ms to 500 ms', '0 s to 100 ms'])
    // One, three and six of ten requests a second.
    expect(counts.map((count) => count / (counts[0] ?? 1))).toEqual([1, 3, 6])
  })

  test('tells a failed query, no data and loading apart', async () => {
    await open('/d/every-panel')
    expect(await panel('Broken').getByRole('alert').textContent()).toMatch(/parse error/)
    expect(await panel('Empty').locator('.notice.no-data').textContent()).toBe('Nothing was counted')
    await page.route('**/api/v1/query_range', () => undefined)
    await page.reload()
    await page.locator('.panel[data-type=timeseries] .loading-text').first().waitFor()
    expect(await panel('Empty').getAttribute('aria-busy')).toBe('true')
    await page.unrouteAll({ behavior: 'ignoreErrors' })
  })

  test('repeats a panel for each chosen value, and follows the choice', async () => {
    await open('/d/every-panel')
    expect(await page.getByRole('heading', { name: /^Path / }).allTextContents()).toEqual(['Path /a', 'Path /b'])
    await page.locator('#variable-path summary').click()
    await page.getByRole('checkbox', { name: '/b' }).check()
    await page.locator('#variable-path summary').click()
    await page.waitForURL(/var-path=%2Fb/)
    await ready()
    expect(await page.getByRole('heading', { name: /^Path / }).allTextContents()).toEqual(['Path /b'])
    expect((await rows(panel('Rate').locator('.legend table'))).slice(1).map(([name]) => name)).toEqual(['the second'])
  })

  test('folds a row away', async () => {
    await open('/d/every-panel')
    await page.getByRole('button', { name: 'More' }).click()
    await ready()
    expect(await page.locator('.panel').count()).toBe(4)
    await page.getByRole('button', { name: /More/ }).click()
    await ready()
    expect(await page.locator('.panel').count()).toBe(14)
  })

  test('zooms by dragging and back by the browser', async () => {
    await open('/d/every-panel')
    const box = await panel('Rate').locator('.u-over').boundingBox()
    if (box === null) throw new Error('there is no plot')
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.5, box.y + 40, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL(/from=\d+&to=\d+/)
    const query = new URL(page.url()).searchParams
    const near = (name: string) => (Number(query.get(name)) - span.from) / 3_600_000
    expect(near('from')).toBeCloseTo(1.5, 0)
    expect(near('to')).toBeCloseTo(3, 0)
    await ready()
    await page.goBack()
    await ready()
    expect(new URL(page.url()).searchParams.get('from')).toBeNull()
  })

  test('shows the crosshair in all plots, and the values beside it', async () => {
    await open('/d/every-panel')
    await panel('Rate').locator('.u-over').hover()
    const tip = panel('Rate').locator('.tooltip')
    await tip.waitFor({ state: 'visible' })
    expect(await rows(tip)).toEqual([
      ['path /a', '10 req/s'],
      ['the second', '5 req/s'],
    ])
    expect(await panel('Stacked').locator('.u-cursor-x').isVisible()).toBe(true)
    expect(await panel('Stacked').locator('.tooltip').isVisible()).toBe(false)
  })

  test('is used by keyboard alone: crosshair, values read out, zoom', async () => {
    await open('/d/every-panel')
    await panel('Rate').locator('.stage').focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowRight')
    expect(await panel('Rate').locator('[aria-live]').textContent()).toMatch(
      /^2026-01-05 00:0\d:00: path \/a 10 req\/s, the second 5 req\/s$/,
    )
    await page.keyboard.press('Shift+Control+ArrowRight')
    await page.keyboard.press('Enter')
    await page.waitForURL(/from=\d+&to=\d+/)
    await ready()
  })

  test('names every control, and its text stands out from its ground', async () => {
    await open('/d/every-panel')
    expect(await inPage(namelessControls)).toEqual([])
    for (const theme of ['dark', 'light'] as const) {
      const [worst] = await inPage<[number, string][]>(worstContrasts(theme))
      expect(worst?.[0], `${theme}: ${worst?.[1]}`).toBeGreaterThanOrEqual(4.5)
    }
  })

  test('draws every panel for a picture, also those out of sight', async () => {
    await open('/d/every-panel?kiosk', { width: 1000, height: 400 })
    expect(await page.locator('.loading-text').count()).toBe(0)
    expect(await page.locator('.top').textContent()).toContain('2026-01-05 00:00:00 to 2026-01-05 06:00:00')
    await open('/d/every-panel', { width: 1000, height: 400 })
    expect(await page.locator('.loading-text').count()).toBeGreaterThan(0)
  })

  test('has no fault that a checker of accessibility finds, in either theme and at any width', async () => {
    const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    for (const path of ['/', '/d/every-panel', '/d/hostile'])
      for (const theme of ['dark', 'light'])
        for (const width of [1280, 380]) {
          await open(`${path}?theme=${theme}`, { width, height: 2600 })
          expect(await accessibilityFaults(page, axe), `${path} in ${theme}, ${width} wide`).toEqual([])
          expect(await inPage('document.documentElement.scrollWidth - innerWidth'), `${path}, ${width} wide`).toBe(0)
          await page.close()
        }
  })

  test('changes its theme, and draws the plots in it', async () => {
    await open('/d/every-panel')
    await page.getByRole('button', { name: 'Light or dark' }).click()
    expect(await page.locator('html').getAttribute('data-theme')).toBe('light')
    expect(await pixels('Rate', [86, 166, 75])).toBeGreaterThan(200)
  })

  test('redraws when the file changes, and says when it is broken', async () => {
    await open('/d/every-panel')
    const file = join(theatre.folder, 'every-panel.json')
    await writeFile(file, JSON.stringify({ ...everyPanel(), title: 'Changed' }))
    await page.getByRole('heading', { name: 'Changed', level: 1 }).waitFor()
    await writeFile(file, '{')
    await page
      .locator('.problem')
      .filter({ hasText: 'every-panel.json: is no JSON' })
      .or(page.locator('.problem').filter({ hasText: 'There is no dashboard' }))
      .first()
      .waitFor()
    await writeFile(file, JSON.stringify(everyPanel()))
    await page.getByRole('heading', { name: 'Every panel', level: 1 }).waitFor()
  })

  test('shows a hostile dashboard as text and does nothing else', async () => {
    const elsewhere: string[] = []
    errors = []
    page = await theatre.browser.newPage({ viewport: { width: 1280, height: 1400 } })
    page.on('request', (request) => {
      if (!request.url().startsWith(theatre.url) && !request.url().startsWith('data:,')) elsewhere.push(request.url())
    })
    page.on('dialog', (dialog) => {
      elsewhere.push(dialog.message())
      void dialog.dismiss()
    })
    await page.goto(`${theatre.url}/d/hostile`)
    await ready()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(attack)
    expect(await page.getByRole('heading', { level: 2 }).first().textContent()).toBe(attack)
    expect(await page.locator('.stat .value').first().textContent()).toBe(attack)
    expect(await page.locator('img, iframe, object, embed, form[action], body script').count()).toBe(0)
    const hrefs = await page.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
    expect(hrefs.filter((href) => !/^(\/|https:\/\/)/.test(href))).toEqual([])
    for (const link of await page.locator('.text a').all())
      expect(await link.getAttribute('rel')).toBe('noopener noreferrer')
    await page.locator('.u-over').first().hover()
    for (const shown of await page.locator('button').all()) await shown.focus()
    await page
      .getByRole('button', { name: /^About/ })
      .first()
      .click()
    expect(await page.locator('.description').first().textContent()).toBe(attack)
    expect(await inPage("window.attacked === undefined && ({}).polluted === undefined && !('polluted' in [])")).toBe(
      true,
    )
    expect(elsewhere).toEqual([])
  })

  test('has a script of less than 150 kB', async () => {
    errors = []
    const { size } = await stat(join(theatre.folder, 'page/page.js'))
    expect(size).toBeLessThan(150_000)
    expect(await readFile(join(theatre.folder, 'page/page.js'), 'utf8')).not.toContain('innerHTML=')
  })
})
