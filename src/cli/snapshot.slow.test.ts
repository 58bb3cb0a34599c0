import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { findChromium } from '../../monitoring/preview/testing/browser.ts'
import { attack, everyPanel, hostile } from '../../monitoring/preview/testing/dashboards.ts'
import { samplesOfThePast } from '../../monitoring/preview/testing/past.ts'
import { type PrometheusServer, startPrometheusServer } from '../../tests/support/prometheus-server.ts'
import { exitCode } from '../model/failure.ts'
import type { Context } from './context.ts'
import { snapshotCommand } from './snapshot.ts'

let folder: string
let prometheus: PrometheusServer
let said: { out: string; err: string }

async function snapshot(...words: string[]): Promise<number | undefined> {
  said = { out: '', err: '' }
  let code: number | undefined
  const stream = (name: 'out' | 'err') => ({
    write(text: string) {
      said[name] += text
    },
    isTerminal: false,
    columns: 80,
  })
  const context: Context = {
    directory: folder,
    environment: { PATH: process.env['PATH'], PROMETHEUS_URL: prometheus.url },
    stdout: stream('out'),
    stderr: stream('err'),
    interrupted: new AbortController().signal,
  }
  const command = snapshotCommand(context, (result) => {
    code = result
  })
  await command.parseAsync(words, { from: 'user' })
  return code
}

const file = async (name: string) => await readFile(join(folder, name), 'utf8')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-snapshot-'))
  for (const dashboard of [everyPanel(), hostile()])
    await writeFile(join(folder, `${dashboard['uid']}.json`), JSON.stringify(dashboard))
  const { prometheus: program, promtool } = inject('tools')
  prometheus = await startPrometheusServer({
    program,
    configuration: '',
    history: { promtool, samples: samplesOfThePast() },
  })
})

afterAll(async () => {
  await prometheus?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

describe('an SVG', () => {
  test('shows every panel with its numbers, and what failed', async () => {
    expect(await snapshot('every-panel.json', '-o', 'every.svg', '--scrape-interval', '15s')).toBe(exitCode.held)
    expect(said.out).toBe('every.svg\n')
    expect(said.err).toContain('Broken: A: ')
    const svg = await file('every.svg')
    for (const text of [
      'the second',
      '10 req/s',
      '216000',
      'Nothing was counted',
      'unexpected',
      'Heading',
      'down',
      'Path /b',
      '15.0 req/s',
    ])
      expect(svg, text).toContain(text)
  })
  test('is the same to the byte for the same data', async () => {
    for (const name of ['one.svg', 'two.svg']) await snapshot('every-panel.json', '-o', name)
    expect(await file('one.svg')).toBe(await file('two.svg'))
  })
  test('follows the choice of a variable, of a range and of a panel', async () => {
    await snapshot(
      'every-panel.json',
      '-o',
      'b.svg',
      '--var',
      'path=/b',
      '--panel',
      '1',
      '--from',
      '2026-01-05T01:00:00Z',
      '--to',
      '2026-01-05T02:00:00Z',
      '--theme',
      'dark',
    )
    const svg = await file('b.svg')
    expect(svg).toContain('the second')
    expect(svg).not.toContain('path /a')
    expect(svg).not.toContain('Nothing was counted')
    expect(svg).toContain('#181b1f')
  })
  test('of a hostile dashboard holds its texts as texts', async () => {
    await snapshot('hostile.json', '-o', 'hostile.svg')
    const svg = await file('hostile.svg')
    expect(svg).not.toMatch(/<script|<img|<foreignObject|<a |href=|onerror="/i)
    expect(svg).toContain(attack.slice(0, 4).replace('<', '&lt;'))
    expect(svg.match(/url\([^#]/g)).toBeNull()
  })
  test('says what is wrong with a question', async () => {
    await expect(snapshot('every-panel.json', '--from', 'yesterday')).rejects.toMatchObject({ code: exitCode.usage })
    await expect(snapshot('every-panel.json', '--panel', '4711')).rejects.toThrow('no panel 4711')
    await expect(snapshot('every-panel.json', '-o', 'x.gif')).rejects.toThrow('".gif" is no kind of picture')
    await expect(snapshot('missing.json')).rejects.toThrow('is not there')
  })
})

describe.skipIf(findChromium() === undefined)('a PNG (needs Chromium)', () => {
  test('is the whole page, all panels drawn', async () => {
    expect(await snapshot('every-panel.json', '-o', 'every.png', '--width', '1000')).toBe(exitCode.held)
    const png = await readFile(join(folder, 'every.png'))
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.readUInt32BE(16)).toBe(1000)
    // Panels down to row 41 of 38 pixels each.
    expect(png.readUInt32BE(20)).toBeGreaterThan(1500)
    expect(png.length).toBeGreaterThan(50_000)
  })
})
