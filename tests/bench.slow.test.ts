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
