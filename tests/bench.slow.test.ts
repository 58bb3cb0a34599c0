import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const repository = resolve(import.meta.dirname, '..')

interface Result {
  readonly runs: readonly { name: string; requests: number; unexpected: object; serviceCpuSeconds: number }[]
  readonly roundTripsPerRequest: number
}

test('npm run bench measures the reference service: one round trip a request, nothing refused, no money lost', async () => {
  const { stdout } = await promisify(execFile)(
    'npm',
    ['run', '-s', 'bench', '--', '--seconds', '2', '--warm-up', '1', '--json'],
    { cwd: repository },
  )
  const { runs, roundTripsPerRequest } = JSON.parse(stdout) as Result
  expect(runs.map(({ name }) => name)).toEqual(['mix', 'get'])
  for (const { requests, unexpected, serviceCpuSeconds } of runs) {
    expect(requests).toBeGreaterThan(100)
    expect(unexpected).toEqual({})
    expect(serviceCpuSeconds).toBeGreaterThan(0)
  }
  // A little more where a connection is opened in the middle.
  expect(roundTripsPerRequest).toBeGreaterThanOrEqual(0.99)
  expect(roundTripsPerRequest).toBeLessThan(1.05)
})

test('npm run bench:k6 measures a bare script and the load library, both by runs in which every request was answered', async () => {
  const { stdout, stderr } = await promisify(execFile)(
    'npm',
    ['run', '-s', 'bench:k6', '--', '--requests', '4000', '--rounds', '2', '--json'],
    { cwd: repository },
  )
  const result = JSON.parse(stdout) as { bareMicroseconds: number; libraryMicroseconds: number; factor: number }
  expect(result.bareMicroseconds).toBeGreaterThan(0)
  expect(result.libraryMicroseconds).toBeGreaterThan(0)
  expect(result.factor).toBeCloseTo(result.libraryMicroseconds / result.bareMicroseconds, 6)
  expect(stderr.match(/^round \d: bare \d+ us, library \d+ us$/gm)).toHaveLength(2)
})
