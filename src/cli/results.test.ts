import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Failure } from '../model/failure.ts'
import { prepareResults, storeRun } from './results.ts'

let results: string
beforeEach(async () => {
  results = await mkdtemp(join(tmpdir(), 'sidelight-results-'))
})
afterEach(() => rm(results, { recursive: true, force: true }))

const store = (testid: string, files: Record<string, string> = {}) =>
  storeRun(results, { scenario: 'basic', testid }, { 'run.json': JSON.stringify({ testid }), ...files })
const testids = async (folder: string) => (await readdir(join(results, folder)).catch(() => [])).sort()

describe('the results of a run', () => {
  test('lie in current, and the run before moves to the archive', async () => {
    expect(await store('one', { 'k6.log': 'first' })).toBe(join(results, 'current', 'basic'))
    await store('two')
    await store('three')
    expect(await readFile(join(results, 'current', 'basic', 'run.json'), 'utf8')).toContain('three')
    expect(await testids('archive/basic')).toEqual(['one', 'two'])
    expect(await readFile(join(results, 'archive', 'basic', 'one', 'k6.log'), 'utf8')).toBe('first')
  })

  test('are archived also where the run before left no readable name', async () => {
    await store('one')
    await writeFile(join(results, 'current', 'basic', 'run.json'), '{"testid":"../../escape"}')
    await store('two')
    expect(await testids('archive/basic')).toEqual([expect.stringMatching(/^unknown-\d+$/)])
  })

  test('never overwrite a run of the same name', async () => {
    for (const _ of [1, 2, 3]) await store('same')
    expect(await testids('archive/basic')).toHaveLength(2)
  })

  test('are whole or not there at all: a file that cannot be written leaves the run before as it was', async () => {
    await store('one')
    await expect(store('two', { 'no/such/folder.json': '' })).rejects.toThrow(Failure)
    expect(await readdir(join(results, 'current'))).toEqual(['basic'])
    expect(await readFile(join(results, 'current', 'basic', 'run.json'), 'utf8')).toContain('one')
    expect(await testids('archive/basic')).toEqual([])
  })

  test('are prepared for without leaving a trace', async () => {
    await prepareResults(results)
    expect(await readdir(join(results, 'current'))).toEqual([])
    await mkdir(join(results, 'file'))
    await writeFile(join(results, 'file', 'current'), '')
    await chmod(join(results, 'file', 'current'), 0o400)
    await expect(prepareResults(join(results, 'file'))).rejects.toThrow(Failure)
  })
})
