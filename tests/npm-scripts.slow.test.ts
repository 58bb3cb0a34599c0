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
  /** A short run cannot resolve every promise, and a busy machine keeps none for certain: 1 and 3 are verdicts, 2 is none. */
  readonly codes: readonly number[]
  readonly says: RegExp
}

const judged = [0, 1, 3]
const brief = { TEST_DURATION: '5s' }

/** In this order: the stack comes up first and goes down last. */
const rows: readonly Row[] = [
  { script: 'generate', words: ['--check'], codes: [0], says: /generated files, all up to date/ },
  { script: 'doctor', codes: [0], says: /Node\.js/ },
  { script: 'stack:up', codes: [0], says: /The stack is up/ },
  { script: 'setup-load-test', codes: judged, says: /historical-balance +ok/ },
  { script: 'load:basic', environment: brief, codes: judged, says: /load-test-basic on wallet/ },
  { script: 'load:continuous', environment: brief, codes: judged, says: /continuous-wallet-stress on wallet/ },
  { script: 'load:smoke', environment: brief, codes: judged, says: /smoke on wallet/ },
  { script: 'load:spike', environment: brief, codes: judged, says: /spike on wallet/ },
  { script: 'load:soak', environment: brief, codes: judged, says: /soak on wallet/ },
  { script: 'load:peak', environment: brief, codes: judged, says: /peak on wallet/ },
  {
    script: 'load:stress',
    environment: { TEST_DURATION: '10s', TEST_MAX_RATE: '100/s' },
    codes: judged,
    says: /stress-test-to-failure on wallet/,
  },
  {
    script: 'load:extreme',
    environment: { TEST_DURATION: '5s', TEST_MAX_RATE: '200/s', TEST_VUS: '50' },
    codes: judged,
    says: /extreme-stress on wallet/,
  },
  {
    script: 'find-breaking-point',
    words: ['--max-rate', '100/s', '--step', '10s'],
    codes: judged,
    says: /Breaking point/,
  },
  {
    script: 'run-extreme-stress-test',
    words: ['--yes', '--rate', '200/s', '--duration', '5s'],
    codes: judged,
    says: /Before and after/,
  },
  { script: 'bundle', codes: [0], says: /load-test-basic/ },
  { script: 'slo:budget', codes: judged, says: /availability/i },
  { script: 'results', codes: [0], says: /TESTID[\s\S]*extreme-stress-/ },
  { script: 'monitor:quick', codes: judged, says: /Wallet Service/ },
  { script: 'monitor:realtime', words: ['--duration', '2s'], codes: [0], says: /traffic/ },
  { script: 'monitor:stress', words: ['--duration', '2s'], codes: [0], says: /traffic/ },
  { script: 'monitor:load', words: ['--duration', '3s'], codes: [0, 3], says: /SIGNAL|no run/i },
  // Where there is no Grafana they say so, and what to do.
  { script: 'dashboards:diff', codes: [0, 1, 3], says: /Grafana/ },
  { script: 'dashboards:deploy', codes: [0, 1, 3], says: /Grafana/ },
  { script: 'demo', codes: judged, says: /What to type next/ },
  { script: 'stack:down', codes: [0], says: /Stopped/ },
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

test.each(rows)('npm run $script', ({ script, words = [], environment = {}, codes, says }) => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', script, '--', ...words], {
    cwd: scratch.directory,
    env: { ...scratch.environment, ...environment },
    encoding: 'utf8',
    timeout: 240_000,
  })
  const text = stdout + stderr
  expect({ codes, status: codes.includes(status ?? -1) ? 'as expected' : `${status}: ${text}` }).toEqual({
    codes,
    status: 'as expected',
  })
  expect(text).toMatch(says)
})
