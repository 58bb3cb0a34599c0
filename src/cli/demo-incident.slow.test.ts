import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { ScratchRepository } from '../../tests/support/scratch-repository.ts'
import type { IncidentEvent } from './incident-course.ts'

// The command on a stack of its own: real service, PostgreSQL, k6, Prometheus and Alertmanager; windows sixty times as fast.

interface SeenAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly receivers: readonly { readonly name: string }[]
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] }
}

let scratch: ScratchRepository

/** What the real Alertmanager says at its own API, `[]` while there is none. */
async function alertmanager(): Promise<readonly SeenAlert[]> {
  return fetch(`${scratch.alertmanagerUrl}/api/v2/alerts`).then(
    async (answer) => (answer.ok ? ((await answer.json()) as readonly SeenAlert[]) : []),
    () => [],
  )
}

function processesWith(text: string): readonly string[] {
  const listed = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).stdout.split('\n')
  return listed.filter((line) => line.includes(text))
}

/** No process, no fault, and none of the rehearsal's memory. */
async function nothingLeft(): Promise<void> {
  await vi.waitFor(() => expect(processesWith(scratch.directory)).toEqual([]), { timeout: 30_000, interval: 100 })
  const left = ['faults', 'prometheus/rehearsed-rules', 'prometheus/rehearsal', 'alertmanager/rehearsal']
  expect(left.filter((path) => existsSync(join(scratch.directory, '.sidelight/stack', path)))).toEqual([])
}

beforeEach(async () => {
  scratch = await ScratchRepository.create(Object.values(inject('tools')))
})

afterEach(() => scratch.remove())

describe('demo incident', () => {
  it('faults on: the page reaches Alertmanager and its webhook; off: it resolves; and nothing is left', async () => {
    const demo = scratch.start(['demo', 'incident', '--json'])
    const seen: SeenAlert[] = []
    while (demo.process.exitCode === null) {
      seen.push(...(await alertmanager()))
      await sleep(500)
    }
    const { code, stdout, stderr } = await demo.ended
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })

    const { events } = JSON.parse(stdout) as { events: readonly IncidentEvent[] }
    const steps = events.map(({ step }) => step).filter((step) => step !== 'silenced')
    expect(steps).toEqual(['healthy', 'broken', 'fires', 'notified', 'mended', 'ends', 'resolved'])
    for (const step of ['fires', 'notified', 'resolved'])
      expect(events.find((event) => event.step === step)?.text).toMatch(/ErrorBudgetBurnsFast \(.*availability/)

    // Alertmanager itself says the same: the page went to its receiver, and silenced the ticket for the same SLO.
    const availability = seen.filter(({ labels }) => labels['slo'] === 'availability')
    const named = (name: string) => availability.filter(({ labels }) => labels['alertname'] === name)
    expect(
      named('ErrorBudgetBurnsFast').map(({ receivers, status }) => [receivers[0]?.name, status.state]),
    ).toContainEqual(['page', 'active'])
    expect(named('ErrorBudgetBurnsSlowly').some(({ status }) => status.inhibitedBy.length > 0)).toBe(true)
    await nothingLeft()
  })

  it('interrupted while the service is broken: ends with 130, and nothing is left', async () => {
    const demo = scratch.start(['demo', 'incident'])
    const isBroken = () => existsSync(join(scratch.directory, '.sidelight/stack/faults'))
    while (!isBroken() && demo.process.exitCode === null) await sleep(50)
    process.kill(demo.process.pid ?? 0, 'SIGINT')
    const { code, stderr } = await demo.ended
    expect({ code, stderr: code === 130 ? '' : stderr }).toEqual({ code: 130, stderr: '' })
    await nothingLeft()
  })

  it('wants the stack to be down, and says how; and a fault that is one', async () => {
    expect((await scratch.run('stack', 'up')).code).toBe(0)
    const refused = await scratch.run('demo', 'incident')
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('npx sidelight stack down')])
    expect(Object.keys(await scratch.parts())).toContain('prometheus')
    const mistyped = await scratch.run('demo', 'incident', '--faults', 'errors=20')
    expect([mistyped.code, mistyped.stderr]).toEqual([2, expect.stringContaining('a share such as 20%')])
  })
})
