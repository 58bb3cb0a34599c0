import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { judge } from '../analysis/judge.ts'
import { goodEvidence } from '../analysis/testing/evidence.ts'
import type { Verdict } from '../analysis/verdict.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { renderJunit } from './render-junit.ts'
import { storeRun } from './results.ts'
import { resultsCommand } from './results-command.ts'
import { type LoadBench, loadBench } from './testing/load-bench.ts'

let bench: LoadBench
beforeEach(async () => {
  bench = await loadBench({ NO_COLOR: '1' })
  for (const [testid, scenario, startedAt] of [
    ['basic-1', 'load-test-basic', '2026-01-01T10:00:00.000Z'],
    ['basic-2', 'load-test-basic', '2026-01-03T10:00:00.000Z'],
    ['smoke-1', 'smoke', '2026-01-02T10:00:00.000Z'],
  ] as const) {
    const good = goodEvidence(wallet)
    const run = { ...good.run, testid, scenario, startedAt, endedAt: startedAt.replace('10:00:00', '10:01:05') }
    const verdict = judge(wallet, { ...good, run })
    const files = { 'run.json': JSON.stringify(run), 'verdict.json': JSON.stringify(verdict) }
    await storeRun(bench.results, run, files)
  }
})
afterEach(() => bench.remove())

async function results(...words: readonly string[]) {
  let code: number | undefined
  const command = resultsCommand(bench.context, (result) => {
    code = result
  })
  bench.output.stdout = ''
  bench.output.stderr = ''
  await command.parseAsync([...words, '--results-dir', bench.results], { from: 'user' })
  return { code, ...bench.output }
}

describe('results list', () => {
  test('shows current and archived runs, newest first', async () => {
    const { code, stdout } = await results('list')
    const rows = stdout.trim().split('\n').slice(1)
    expect(rows.map((row) => /(basic|smoke)-\d/.exec(row)?.[0])).toEqual(['basic-2', 'smoke-1', 'basic-1'])
    expect(rows[0]).toMatch(/^2026-01-03 10:00:00Z +1:05 +HELD +basic-2 +newest$/)
    expect(rows[2]).not.toContain('newest')
    expect(code).toBe(exitCode.held)
  })

  test('keeps to a scenario, as JSON too', async () => {
    const { stdout } = await results('list', '--scenario', 'smoke', '--json')
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ testid: 'smoke-1', outcome: 'held', place: 'current' }] })
  })

  test('names what cannot be read, and goes on', async () => {
    for (const [name, text] of [
      ['torn', '{'],
      ['newer', '{"schemaVersion":99}'],
      ['other', '{"schemaVersion":1}'],
    ] as const) {
      await mkdir(join(bench.results, 'current', name), { recursive: true })
      for (const file of ['run.json', 'verdict.json']) await writeFile(join(bench.results, 'current', name, file), text)
    }
    await mkdir(join(bench.results, 'current', '.being-written'))
    const { stdout, stderr } = await results('list')
    expect(stdout.trim().split('\n')).toHaveLength(4)
    for (const name of ['torn', 'newer', 'other']) expect(stderr).toContain(name)
    expect(stderr).not.toContain('being-written')
  })

  test('says so where there are none', async () => {
    const empty = await loadBench({})
    await resultsCommand(empty.context, () => undefined).parseAsync(['list', '--results-dir', empty.results], {
      from: 'user',
    })
    expect(empty.output.stdout).toBe('There are no results.\n')
    await empty.remove()
  })
})

describe('results show', () => {
  test.each([
    [[], 'basic-2'],
    [['basic-1'], 'basic-1'],
    [['load-test-basic'], 'basic-2'],
    [['smoke'], 'smoke-1'],
  ])('%o is the run %s', async (words, testid) => {
    const { stdout } = await results('show', ...words)
    expect(stdout).toMatch(new RegExp(`^HELD .*${testid}\n`))
  })

  test('writes the verdict as JUnit XML, as a load does', async () => {
    const file = join(bench.results, 'reports/basic.xml')
    const { code, stdout } = await results('show', 'basic-1', '--junit', file)
    expect(code).toBe(exitCode.held)
    expect(stdout).toMatch(/^HELD .*basic-1\n/)
    const stored = await readFile(join(bench.results, 'archive/load-test-basic/basic-1/verdict.json'), 'utf8')
    expect(await readFile(file, 'utf8')).toBe(renderJunit(JSON.parse(stored) as Verdict))
    await expect(results('show', '--junit', join(file, 'below.xml'))).rejects.toThrow(
      /JUnit report .* cannot be written/,
    )
  })

  test('names a run that is not there', async () => {
    await expect(results('show', 'nothing')).rejects.toThrow(Failure)
    await expect(results('show', 'nothing')).rejects.toThrow('there is no run "nothing"')
  })
})
