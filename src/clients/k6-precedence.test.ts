import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, inject, test } from 'vitest'
import { startWalletServer } from './testing/wallet-server.ts'

const script = resolve(import.meta.dirname, '../../k6/scenarios/load-test-basic.ts')

/** Runs the scenario by plain k6 as it lies there, and gives the options that were in force and who was asked. */
async function ran(options: readonly string[], environment: Readonly<Record<string, string>>) {
  const [named, other] = [await startWalletServer(), await startWalletServer()]
  const words = options.map((word) => word.replace('<other>', other.url))
  try {
    const { stdout } = await promisify(execFile)(inject('tools').k6, ['run', ...words, script], {
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'], HOME: join(tmpdir()), WALLET_SERVICE_URL: named.url, ...environment },
    }).catch((cause: { stdout: string }) => cause)
    const [, users, seconds] = /(\d+) looping VUs for (\w+)/.exec(stdout) ?? []
    return { users, seconds, asked: named.asked.length > 0 ? 'named' : other.asked.length > 0 ? 'other' : 'nobody' }
  } finally {
    await Promise.all([named.close(), other.close()])
  }
}

describe('plain k6 takes', () => {
  test.concurrent.each<[string, string[], Record<string, string>, object]>([
    [
      'the environment before the definition',
      [],
      { TEST_VUS: '2', TEST_DURATION: '1s' },
      { users: '2', seconds: '1s' },
    ],
    [
      '-e before the shell',
      ['-e', 'TEST_VUS=3'],
      { TEST_VUS: '2', TEST_DURATION: '1s' },
      { users: '3', seconds: '1s' },
    ],
    [
      'a flag before the environment',
      ['--vus', '1', '--duration', '2s'],
      { TEST_VUS: '7', TEST_DURATION: '1h' },
      { users: '1', seconds: '2s' },
    ],
    [
      "k6's own variables before the environment, too",
      [],
      { K6_VUS: '4', K6_DURATION: '1s', TEST_VUS: '7', TEST_DURATION: '1h' },
      { users: '4', seconds: '1s' },
    ],
    ['the address of the shell', [], { TEST_VUS: '1', TEST_DURATION: '1s' }, { asked: 'named' }],
    [
      'the address of -e before that',
      ['-e', 'WALLET_SERVICE_URL=<other>'],
      { TEST_VUS: '1', TEST_DURATION: '1s' },
      { asked: 'other' },
    ],
  ])('%s', async (_, options, environment, expected) => {
    expect(await ran(options, environment)).toMatchObject(expected)
  })
})
