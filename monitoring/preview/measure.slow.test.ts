import { inject, test } from 'vitest'
import { findChromium, openTheatre } from './testing/browser.ts'
test('measure', async () => {
  const theatre = await openTheatre(findChromium() ?? '', inject('tools'))
  const ready = async (page: any) => page.locator('html[data-state=ready]:not(:has([aria-busy=true]))').waitFor({ state: 'attached' })
  for (const uid of ['twenty-plots', 'every-panel']) {
    const page = await theatre.browser.newPage({ viewport: { width: 1280, height: 1700 } })
    const t0 = Date.now()
    await page.goto(`${theatre.url}/d/${uid}`); await ready(page)
    const all = Date.now() - t0
    const paint = await page.evaluate(() => performance.getEntriesByType('paint').map((e) => [e.name, Math.round(e.startTime)]))
    const times = []
    for (let i = 0; i < 6; i++) { await page.getByRole('button', { name: 'Light or dark' }).click(); await page.waitForTimeout(200) }
    const redraws = await page.evaluate(() => performance.getEntriesByName('redraw').map((e) => Math.round(e.duration)))
    console.log(uid, 'goto to all drawn', all, JSON.stringify(paint), 'redraws', JSON.stringify(redraws), await page.evaluate(() => document.querySelectorAll('canvas').length))
    await page.close()
  }
  for (const theme of ['dark', 'light'] as const) {
    const page = await theatre.browser.newPage({ viewport: { width: 1280, height: 1700 }, colorScheme: theme })
    await page.goto(`${theatre.url}/d/every-panel`); await ready(page)
    await page.locator('.u-over').first().hover()
    await page.screenshot({ path: `/tmp/scratch/every-${theme}.png`, fullPage: true })
    await page.goto(`${theatre.url}/d/hostile`); await ready(page)
    await page.screenshot({ path: `/tmp/scratch/hostile-${theme}.png`, fullPage: true })
    await page.close()
  }
  await theatre.close()
})
