import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { scenarioNames } from '../clients/k6-bundle.ts'
import { startWalletServer } from '../clients/testing/wallet-server.ts'

const repository = resolve(import.meta.dirname, '../..')
const execute = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-bundles-'))
  await execute('npm', ['run', '-s', 'bundle', '--', '--out', folder], { cwd: repository })
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('npm run bundle writes every scenario as one file, which k6 loads without anything beside it', async () => {
  const files = await readdir(folder)
  const names = scenarioNames({ directory: repository, packageRoot: repository })
  expect(files.sort()).toEqual(names.map((name) => `${name}.js`).sort())
  await Promise.all(files.map((file) => execute(inject('tools').k6, ['inspect', join(folder, file)], { cwd: folder })))
})

test('a bundle run by k6 alone loads the service', async () => {
  const server = await startWalletServer()
  try {
    const { stdout } = await execute(
      inject('tools').k6,
      ['run', '--vus', '1', '--iterations', '2', '-e', `WALLET_SERVICE_URL=${server.url}`, 'load-test-basic.js'],
      { cwd: folder },
    )
    expect(stdout).toContain('2 complete and 0 interrupted iterations')
    expect(server.asked.length).toBe(19)
  } finally {
    await server.close()
  }
})

test('a scenario that is not there is a usage error that lists those that are', async () => {
  const asked = execute(process.execPath, ['dist/sidelight.js', 'bundle', 'nothing'], { cwd: repository })
  await expect(asked).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('smoke') })
})
