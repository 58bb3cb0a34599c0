import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { mustHaveData } from '../dashboards/testing/may-be-empty.ts'
import { prometheusClient } from '../src/clients/prometheus.ts'
import { type DashboardDocument, expandQuery, queriesOf } from '../src/model/grafana-variables.ts'
import { processesNaming } from './support/begun.ts'
import { ScratchRepository } from './support/scratch-repository.ts'

const scenario = 'load-test-basic'

/** The dashboards that Grafana would be provisioned with. */
async function dashboardsIn(directory: string): Promise<readonly string[]> {
  const folder = join(directory, 'generated/dashboards')
  const files = await readdir(folder, { recursive: true })
  return files.filter((file) => file.endsWith('.json')).map((file) => join(folder, file))
}

describe('the main job on a real stack', () => {
  let scratch: ScratchRepository

  beforeAll(async () => {
    scratch = await ScratchRepository.create(Object.values(inject('tools')))
    const up = await scratch.run('stack', 'up')
    if (up.code !== 0) throw new Error(up.stderr)
  })

  afterAll(() => scratch.remove())

  it('every query of every dashboard gives data during the run', async () => {
    const load = scratch.start(['load', scenario, '--duration', '60s'])
    await sleep(45_000)

    const client = prometheusClient({ url: scratch.prometheusUrl })
    const time = { step: 5, scrapeInterval: 5, range: 900 }
    const now = Math.floor(Date.now() / 1000)
    const runs = await client.query('group by (testid) (k6_vus)')
    // Only one run is there: it is compared with itself.
    const choices = { compare: runs[0]?.labels['testid'] ?? '' }
    const asked: { readonly name: string; readonly empty: boolean; readonly query: string }[] = []
    for (const path of await dashboardsIn(scratch.directory)) {
      const document = JSON.parse(await readFile(path, 'utf8')) as DashboardDocument & { uid: string }
      for (const { source, title, refId, expression } of queriesOf(document)) {
        const query = expandQuery(expression, document, time, choices)
        const series = await client.queryRange(query, { start: now - 20, end: now, step: 5 })
        const finite = series.flatMap(({ points }) => points).filter(([, value]) => Number.isFinite(value))
        asked.push({ name: `${document.uid}: ${source} "${title}" ${refId}`, empty: finite.length === 0, query })
      }
    }
    expect(asked.filter(({ empty, query }) => empty && mustHaveData(query))).toEqual([])
    expect(asked.length).toBeGreaterThan(100)

    expect((await load.ended).code).toBe(0)
  })

  it('starts anew a part that runs but answers nothing', async () => {
    const before = await scratch.parts()
    process.kill(before['wallet-service'] ?? 0, 'SIGSTOP')
    const again = await scratch.run('stack', 'up')
    expect(again.stderr).toContain('wallet-service: does not answer, starting anew')
    expect(again.code).toBe(0)
    const { 'wallet-service': service, ...others } = await scratch.parts()
    expect(service).not.toBe(before['wallet-service'])
    expect({ ...others, 'wallet-service': before['wallet-service'] }).toEqual(before)
  })
})

describe('the demo', () => {
  let scratch: ScratchRepository

  beforeEach(async () => {
    scratch = await ScratchRepository.create(Object.values(inject('tools')))
  })

  afterEach(() => scratch.remove())

  // Processes that watch over others need a moment to see that these are gone.
  const nothingLeft = () =>
    vi.waitFor(() => expect(processesNaming(scratch.directory)).toEqual([]), { timeout: 30_000, interval: 100 })

  it('is the whole job, and stops what it started', async () => {
    const { code, stdout, stderr } = await scratch.run('demo')
    expect({ code, stderr: code === 0 ? '' : stderr + stdout }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^HELD {2}load-test-basic on wallet/)
    expect(stderr).toContain('Where to look')
    expect(stderr).toContain('What to type next')
    await nothingLeft()
  })

  it.each([
    ['while the stack starts', 'prometheus: starting'],
    ['while the load runs', 'offered'],
  ])('interrupted %s: ends with 130 and leaves no process behind', async (_, sign) => {
    const demo = scratch.start(['demo'])
    await demo.saying(sign)
    process.kill(demo.process.pid ?? 0, 'SIGINT')
    const { code, stderr } = await demo.ended
    expect({ code, stderr: code === 130 ? '' : stderr }).toEqual({ code: 130, stderr: '' })
    await nothingLeft()
  })

  it('killed outright: the stack goes with it', async () => {
    const demo = scratch.start(['demo'])
    await demo.saying('offered')
    expect(processesNaming(scratch.directory).length).toBeGreaterThan(0)
    process.kill(demo.process.pid ?? 0, 'SIGKILL')
    await nothingLeft()
  })
})
