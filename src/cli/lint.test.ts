import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultyWallet } from '../../dashboards/testing/scripts.ts'
import { exposition } from '../../tests/support/scripted-service.ts'
import { exitCode, Failure } from '../model/failure.ts'
import type { Context } from './context.ts'
import { lintDashboards } from './lint-dashboards.ts'
import { lintMetrics } from './lint-metrics.ts'

const repository = resolve(import.meta.dirname, '../..')
const broken = {
  uid: 'broken',
  title: 'Broken',
  description: 'With one fault.',
  panels: [
    {
      id: 1,
      type: 'stat',
      title: 'Requests',
      description: 'Good: some.',
      gridPos: { x: 0, y: 0, w: 24, h: 8 },
      datasource: { type: 'prometheus', uid: '$datasource' },
      fieldConfig: { defaults: { unit: 'short' } },
      targets: [{ refId: 'A', expr: 'sum(requests_total)' }],
    },
  ],
  templating: { list: [{ name: 'datasource', type: 'datasource' }] },
}

let folder: string

function contextIn(directory: string, environment: Context['environment'] = {}) {
  const written = { text: '' }
  const write = (text: string) => {
    written.text += text
  }
  const stream = { write, isTerminal: false, columns: 80 }
  const context: Context = {
    directory,
    environment,
    stdout: stream,
    stderr: { ...stream, write: () => undefined },
    interrupted: new AbortController().signal,
  }
  return { context, written }
}

async function lint(...paths: readonly string[]) {
  const { context, written } = contextIn(folder)
  const code = await lintDashboards(paths, {}, context)
  return { code, text: written.text }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-lint-'))
  const files = {
    'one/broken.json': JSON.stringify(broken),
    'excused/broken.json': JSON.stringify(broken),
    'excused/.lint':
      'exclusions:\n  counter-in-rate:\n    reason: A test.\n    entries:\n      - dashboard: Broken\n        panel: Requests\n',
    'other/text.json': '{"a": 1}',
    'mixed/broken.json': JSON.stringify(broken),
    'mixed/settings.json': '{"a": 1}',
    'other/rows.json': '{"rows": []}',
    'other/no.json': '{',
  }
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true })
    await writeFile(join(folder, path), text)
  }
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('lint dashboards', () => {
  test("judges anybody's dashboard, in a folder without definitions", async () => {
    const { code, text } = await lint('one')
    expect(code).toBe(exitCode.broken)
    expect(text).toContain('one/broken.json: "Requests" A reads the counter requests_total as it stands')
    expect(text).toContain('1 dashboards, 1 findings')
  })
  test('heeds what is excluded beside it', async () => {
    const { code, text } = await lint('excused/broken.json')
    expect(code).toBe(exitCode.held)
    expect(text).toBe('1 dashboards, no findings, 1 excluded with a reason\n')
  })
  test('passes over what is no dashboard in a folder that holds some', async () => {
    const { code, text } = await lint('mixed')
    expect(code).toBe(exitCode.broken)
    expect(text).toContain('1 dashboards, 1 findings')
  })
  test.each([
    ['what is no dashboard', 'other/text.json', /no Grafana dashboard/],
    ['what is no JSON', 'other/no.json', /cannot be read as JSON/],
    ['what Grafana 4 wrote', 'other/rows.json', /rows instead of panels/],
    ['what is not there', 'nowhere', /is not there/],
  ])('refuses %s', async (_, path, message) => {
    const failure = await lint(path).catch((cause: unknown) => cause)
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject({ message: expect.stringMatching(message), code: exitCode.usage })
  })
  test('lists its rules', async () => {
    const { context, written } = contextIn(folder)
    expect(await lintDashboards([], { rules: true }, context)).toBe(exitCode.held)
    expect(written.text).toMatch(/^uid {2}/m)
  })
})

describe('lint metrics', () => {
  const script = { ...faultyWallet, gauges: { ...faultyWallet.gauges, process_start_time_seconds: 1 } }
  let page = exposition(script, 60).join('\n')
  let server: Server
  let url: string

  beforeAll(async () => {
    server = createServer((_, response) => response.end(`${page}\n`))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((done) => server.close(done)))

  async function metrics() {
    const { context, written } = contextIn(repository)
    const code = await lintMetrics({ url, json: true }, context)
    return { code, faults: (JSON.parse(written.text) as { faults: { what: string; mend: string }[] }).faults }
  }

  test('all that dashboards and rules ask for is exposed', async () => {
    expect(await metrics()).toEqual({ code: exitCode.held, faults: [] })
  })
  test('a metric of another name is found, with the nearest', async () => {
    const before = page
    page = page.replaceAll('process_cpu_seconds_total', 'process_cpu_second_total')
    const { code, faults } = await metrics()
    expect(code).toBe(exitCode.broken)
    expect(faults).toMatchObject([
      { what: 'nothing exposes process_cpu_seconds_total', mend: 'Did you mean process_cpu_second_total?' },
    ])
    page = before
  })
  test('pauses that have not come yet are no fault, and named', async () => {
    const before = page
    page = page.replaceAll(/^nodejs_gc_duration_seconds.*\n/gm, '')
    expect(page).not.toBe(before)
    expect(await metrics()).toEqual({ code: exitCode.held, faults: [] })
    const { context, written } = contextIn(repository)
    await lintMetrics({ url }, context)
    expect(written.text).toMatch(/^not shown yet: nodejs_gc_duration_seconds_sum, .*(\n.*)*: all others exist\n$/m)
    page = before
  })
  test('a service without a request so far is told from one with another metric', async () => {
    const before = page
    page = page.replaceAll(/^http_server_requests_seconds.*\n/gm, '')
    const { code, faults } = await metrics()
    expect(code).toBe(exitCode.broken)
    expect(faults.map(({ mend }) => mend)).toEqual(
      faults.map(() => expect.stringContaining('from its first request on')),
    )
    page = before
  })
  test('so are a label and a bucket', async () => {
    const before = page
    page = page.replaceAll('uri="', 'url="').replaceAll('le="0.1"', 'le="0.11"')
    const whats = (await metrics()).faults.map(({ what }) => what)
    expect(whats).toContain('http_server_requests_seconds_count has no label "uri"')
    expect(whats).toContain('http_server_requests_seconds_bucket has no bucket with the boundary 0.1')
    page = before
  })
  test('a native histogram has the labels that its number shows', async () => {
    const before = page
    await mkdir(join(folder, 'services'))
    await writeFile(
      join(folder, 'services/index.ts'),
      `import { nativeNode } from '${repository}/dashboards/testing/variants.ts'\nexport const fleet = [nativeNode]\n`,
    )
    const inText = page.replaceAll(/^http_server_requests_seconds_bucket.*\n/gm, '')
    const faultsOf = async (shown: string) => {
      page = shown
      const { context, written } = contextIn(folder)
      await lintMetrics({ url, json: true }, context)
      return (JSON.parse(written.text) as { faults: { what: string }[] }).faults.map(({ what }) => what)
    }
    expect(await faultsOf(inText)).toEqual([])
    expect(await faultsOf(inText.replaceAll('uri="', 'url="'))).toEqual([
      'http_server_requests_seconds has no label "uri"',
    ])
    expect(await faultsOf(inText.replaceAll('http_server_requests', 'http_requests'))).toEqual([
      'nothing exposes http_server_requests_seconds',
    ])
    page = before
  })
  test('a service that does not answer is not measured', async () => {
    const { context } = contextIn(repository)
    const failure = await lintMetrics({ url: 'http://127.0.0.1:1' }, context).catch((cause: unknown) => cause)
    expect(failure).toMatchObject({ code: exitCode.unmeasured })
  })
})
