import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { ScratchRepository } from './support/scratch-repository.ts'

const repository = resolve(import.meta.dirname, '..')

// Run by whoever works on this code, and by CI with each change: they build, check and test, and this test is one of theirs.
const ofDevelopers = ['build', 'prepare', 'check', 'fix', 'typecheck', 'test', 'test:slow']

interface Row {
  readonly script: string
  /** Behind `--`, so that a run is short. */
  readonly words?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly code: 0 | 1 | 2 | 3
  /** Whether 1 is right as well: it depends on the machine whether a sudden rush is kept up with. */
  readonly orBroken?: true
  readonly says: RegExp
}

const brief = { TEST_DURATION: '5s' }
const enough = { TEST_DURATION: '30s' }
const tooShort = /^ {2}unmeasured +CPU, P95 .*too short: it takes \d+ s to tell\.$/m

/** In this order: the stack comes up first and goes down last. */
const rows: readonly Row[] = [
  { script: 'generate', words: ['--check'], code: 0, says: /generated files, all up to date/ },
  { script: 'doctor', code: 0, says: /Node\.js/ },
  { script: 'stack:up', code: 0, says: /The stack is up/ },
  // Nobody has asked the service for anything yet.
  { script: 'monitor:quick', code: 3, says: /^NOT MEASURED {2}No SLO can be told: /m },
  { script: 'setup-load-test', code: 0, says: /^historical-balance +ok/m },
  // Some hundred requests tell no ratio of 99.9%, which is all that this one is judged by.
  {
    script: 'load:basic',
    environment: brief,
    code: 3,
    says: /^ {2}unmeasured +Availability .*too few requests, it takes/m,
  },
  // Judged by promises of their own, and long enough for each.
  { script: 'load:continuous', environment: enough, code: 0, says: /^HELD {2}continuous-wallet-stress on wallet/m },
  { script: 'load:smoke', environment: enough, code: 0, says: /^HELD {2}smoke on wallet/m },
  // The same, and too short for the CPU.
  { script: 'load:spike', environment: brief, code: 3, orBroken: true, says: tooShort },
  { script: 'load:soak', environment: brief, code: 3, says: tooShort },
  { script: 'load:peak', environment: brief, code: 3, orBroken: true, says: tooShort },
  // None of these rates is more than the service can do.
  {
    script: 'load:stress',
    environment: { TEST_DURATION: '10s', TEST_MAX_RATE: '100/s' },
    code: 3,
    says: /^No breaking point: The SLOs were kept up to 100 requests\/s, the highest step\.$/m,
  },
  {
    script: 'load:extreme',
    environment: { TEST_DURATION: '5s', TEST_MAX_RATE: '200/s', TEST_VUS: '50' },
    code: 3,
    says: /^ {2}unmeasured +Driven beyond its capacity .*Nothing was overloaded/m,
  },
  {
    script: 'find-breaking-point',
    words: ['--max-rate', '100/s', '--step', '10s'],
    code: 3,
    says: /^ +broke at +not reached/m,
  },
  {
    script: 'run-extreme-stress-test',
    words: ['--yes', '--rate', '200/s', '--duration', '5s'],
    code: 3,
    says: /^Before and after\n +BEFORE +WORST +AFTER$/m,
  },
  { script: 'bundle', code: 0, says: /load-test-basic/ },
  { script: 'slo:budget', code: 0, says: /availability/i },
  { script: 'results', code: 0, says: /TESTID[\s\S]*extreme-stress-/ },
  { script: 'monitor:realtime', words: ['--duration', '2s'], code: 0, says: /traffic/ },
  { script: 'monitor:stress', words: ['--duration', '2s'], code: 0, says: /traffic/ },
  { script: 'monitor:load', words: ['--duration', '3s'], code: 0, says: /SIGNAL/ },
  // There is no Grafana: they say so, and what to do.
  { script: 'dashboards:diff', code: 3, says: /Grafana at \S+ refused the connection/ },
  { script: 'dashboards:deploy', code: 3, says: /Grafana at \S+ refused the connection/ },
  { script: 'demo', code: 0, says: /^HELD {2}load-test-basic on wallet[\s\S]*What to type next/m },
  { script: 'stack:down', code: 0, says: /Stopped/ },
]

// An incident has a test of its own (`src/cli/demo-incident.slow.test.ts`); a benchmark measures this machine, for many minutes.
const elsewhere = ['demo:incident', 'bench', 'bench:dashboards', 'bench:detection', 'bench:k6', 'bench:rules']

const scripts = Object.keys(
  (JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { scripts: Record<string, string> }).scripts,
)

test('every script is run here, by CI itself, or by a test of its own', () => {
  const known = [...ofDevelopers, ...rows.map(({ script }) => script), ...elsewhere]
  expect([...known].sort()).toEqual([...scripts].sort())
})

let scratch: ScratchRepository
beforeAll(async () => {
  scratch = await ScratchRepository.create(Object.values(inject('tools')))
})
afterAll(() => scratch.remove())

test.each(rows)(
  'npm run $script: exit code $code',
  ({ script, words = [], environment = {}, code, orBroken, says }) => {
    const { status, stdout, stderr } = spawnSync('npm', ['run', script, '--', ...words], {
      cwd: scratch.directory,
      env: { ...scratch.environment, ...environment },
      encoding: 'utf8',
      timeout: 240_000,
    })
    const text = stdout + stderr
    const right = status === code || (orBroken === true && status === 1)
    expect({ status, text: right ? '' : text }).toEqual({ status: right ? status : code, text: '' })
    expect(text).toMatch(says)
  },
)
