import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { exitCode } from '../model/failure.ts'
import { bundleScenario, scenarioNames } from './k6-bundle.ts'

const packageRoot = resolve(import.meta.dirname, '../..')
let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sidelight-working-'))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

async function put(path: string, text: string): Promise<void> {
  await mkdir(join(directory, path, '..'), { recursive: true })
  await writeFile(join(directory, path), text)
}

/** A definition of one's own, apart from the package's in one number. */
const definition = (name: string, within: string) => `
  import { defineService, promClient } from 'sidelight/model'
  const operation = { method: 'GET', uri: '/', loadTarget: { target: '1ms', acceptable: '${within}', critical: '9s' } }
  const names = ['create', 'get', 'deposit', 'withdraw', 'transfer', 'balance', 'historical-balance', 'user-wallets']
  export const own = defineService({
    name: '${name}', title: '', description: '', owner: '', tier: 1, runtime: promClient(),
    baseUrl: 'http://localhost:1', baseUrlVariable: 'OWN_URL',
    endpoints: { health: '/', ready: '/', metrics: '/' },
    operations: Object.fromEntries(names.map((each) => [each, operation])),
    slos: {}, limits: {},
    loadProfiles: { basic: { virtualUsers: 3, duration: '7s', pace: '1s' } },
  })`
const fleetOf = (...names: string[]) => `
  ${names.map((name) => `import { own as ${name} } from './${name}.ts'`).join('\n')}
  export const fleet = [${names.join(', ')}]`

async function inspected(service?: string): Promise<{ vus: number; thresholds: Record<string, unknown> }> {
  const outfile = join(directory, 'bundle.js')
  await bundleScenario('load-test-basic', { directory, packageRoot }, outfile, service)
  const { stdout } = await promisify(execFile)(inject('tools').k6, ['inspect', outfile], { cwd: tmpdir() })
  return JSON.parse(stdout) as Awaited<ReturnType<typeof inspected>>
}

describe('a scenario of the package in another repository', () => {
  test('works with the definition of that repository', async () => {
    await put('services/wallet.ts', definition('wallet', '123ms'))
    await put('services/index.ts', fleetOf('wallet'))
    const { vus, thresholds } = await inspected()
    expect(vus).toBe(3)
    expect(thresholds['http_req_duration{name:get}']).toEqual(['p(95)<123'])
  })

  test('works with its only service, whatever that is called, or with the one that is named', async () => {
    await put('services/bank.ts', definition('bank', '124ms'))
    await put('services/index.ts', fleetOf('bank'))
    expect((await inspected()).thresholds['http_req_duration{name:get}']).toEqual(['p(95)<124'])
    await put('services/vault.ts', definition('vault', '125ms'))
    await put('services/index.ts', fleetOf('bank', 'vault'))
    expect((await inspected('vault')).thresholds['http_req_duration{name:get}']).toEqual(['p(95)<125'])
    await expect(inspected()).rejects.toThrow('services/index.ts has no service')
  })

  test('keeps the definition of the package where there is none', async () => {
    expect((await inspected()).vus).toBe(5)
  })
})

describe('a scenario of the repository itself', () => {
  test('comes before that of the package, and says which service it imports', async () => {
    await put('services/orders.ts', 'export const orders = { name: "orders" }')
    await put(
      'k6/scenarios/load-test-basic.ts',
      'import { orders } from "../../services/orders.ts"; export default () => orders',
    )
    const scenario = await bundleScenario('load-test-basic', { directory, packageRoot }, join(directory, 'bundle.js'))
    expect(scenario).toMatchObject({ services: ['orders'], file: join(directory, 'k6/scenarios/load-test-basic.ts') })
  })

  test('is listed beside those of the package', async () => {
    await put('k6/scenarios/audit.ts', '')
    await put('k6/scenarios/audit.test.ts', '')
    const packaged = scenarioNames({ directory: packageRoot, packageRoot })
    expect(packaged).toContain('load-test-basic')
    expect(scenarioNames({ directory, packageRoot })).toEqual([...packaged, 'audit'].sort())
  })

  test('that does not compile is a usage error that says where', async () => {
    await put('k6/scenarios/broken.ts', 'export default () => {\n  import.nothing(\n}')
    await expect(bundleScenario('broken', { directory, packageRoot }, join(directory, 'x.js'))).rejects.toMatchObject({
      code: exitCode.usage,
      message: expect.stringMatching(/broken\.ts:2/),
    })
  })

  test('that asks for a module of Node is a usage error', async () => {
    await put('k6/scenarios/node.ts', 'import { readFileSync } from "node:fs"; export default () => readFileSync("x")')
    await expect(bundleScenario('node', { directory, packageRoot }, join(directory, 'x.js'))).rejects.toMatchObject({
      code: exitCode.usage,
      message: expect.stringContaining('node:fs'),
    })
  })
})

test('every scenario is in the README of the folder, in the plan, and has a command', async () => {
  const read = (file: string) => readFile(join(packageRoot, file), 'utf8')
  const [readme, plan, manifest] = await Promise.all(
    ['k6/README.md', 'docs/load-testing-plan.md', 'package.json'].map(read),
  )
  for (const name of scenarioNames({ directory: packageRoot, packageRoot })) {
    expect(readme).toContain(`| \`${name}\` |`)
    expect(plan).toContain(`| \`${name}\`: `)
    expect(manifest).toContain(`"sidelight load ${name}"`)
  }
})
