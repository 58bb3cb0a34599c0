import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest'
import type { LoadCounts } from '../src/analysis/load-counts.ts'
import type { Verdict } from '../src/analysis/verdict.ts'
import { isAlive, processesNaming } from './support/begun.ts'
import { ScratchRepository } from './support/scratch-repository.ts'

let scratch: ScratchRepository
beforeEach(async () => {
  scratch = await ScratchRepository.create(Object.values(inject('tools')))
})
afterEach(() => scratch.remove())

/** A server of PostgreSQL and the processes that serve its connections. */
function withBackends(server: number): readonly number[] {
  const listed = spawnSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).stdout.trim().split('\n')
  const pairs = listed.map((line) => line.trim().split(/\s+/).map(Number))
  return [...pairs.flatMap(([pid = 0, parent]) => (parent === server ? [pid] : [])), server]
}

async function stored<Content>(name: string): Promise<Content> {
  return JSON.parse(await readFile(join(scratch.directory, 'results/current/smoke', name), 'utf8')) as Content
}

test('PostgreSQL hangs in the middle of a load: promises broken, exit code 1, nothing of the run is left; it goes on, and all is well', async () => {
  expect((await scratch.run('stack', 'up')).code).toBe(0)
  const { postgres = 0 } = await scratch.parts()
  const run = scratch.start(['load', 'smoke'], { TEST_DURATION: '25s' })
  await run.saying(/left {2}.*SLOs ok/)
  const hanging = withBackends(postgres)
  // The server, and at least one connection of the service.
  expect(hanging.length).toBeGreaterThan(1)
  for (const pid of hanging) process.kill(pid, 'SIGSTOP')
  const { code, stdout, stderr } = await run.ended.finally(() => {
    for (const pid of hanging) process.kill(pid, 'SIGCONT')
  })
  expect({ code, stderr: code === 1 ? '' : stderr + stdout }).toEqual({ code: 1, stderr: '' })

  const { testid, outcome, rows, diagnosis } = await stored<Verdict>('verdict.json')
  expect(outcome).toBe('broken')
  // By the client's count or, where this machine was too busy to trust that, by the service's own.
  const availability = rows.filter(({ id }) => id.startsWith('slo.availability.'))
  expect(availability.map(({ result }) => result)).toContain('fail')
  expect(rows.find(({ id }) => id === 'health.service')).toMatchObject({ value: 1 })
  expect(diagnosis?.map(({ id }) => id)).toContain('service-down')
  const { counts } = await stored<{ counts: LoadCounts }>('summary.json')
  const { 'server-error': refused = 0, timeout = 0 } = counts.total.unexpected
  expect(refused + timeout).toBeGreaterThan(50)
  expect(counts.total.completed).toBeGreaterThan(100)
  expect(processesNaming(testid)).toEqual([])

  // Nobody has to do anything but let the database go on.
  await vi.waitFor(async () => expect((await fetch(`${scratch.serviceUrl}/q/health/ready`)).status).toBe(200), {
    timeout: 30_000,
    interval: 200,
  })
  const after = await scratch.run('setup-load-test')
  expect({ code: after.code, stdout: after.code === 0 ? '' : after.stdout }).toEqual({ code: 0, stdout: '' })
  expect((await scratch.run('stack', 'down')).code).toBe(0)
  // What has ended is there until the system has taken note.
  const left = () => [...hanging.filter(isAlive), ...processesNaming(scratch.directory)]
  await vi.waitFor(() => expect(left()).toEqual([]), { timeout: 30_000, interval: 200 })
})
