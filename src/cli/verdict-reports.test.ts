import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { judge } from '../analysis/judge.ts'
import { goodEvidence, loadCounts } from '../analysis/testing/evidence.ts'
import { renderJunit } from './render-junit.ts'
import { renderStepSummary } from './render-step-summary.ts'
import { writeReports } from './verdict-reports.ts'

const evil = '<script>"|`&\u0000\u001b[2J'
const good = goodEvidence(wallet)
const losses = { prometheus: { at: 'then', reason: evil } }
const counts = loadCounts(wallet, 625, { get: { unexpected: { refused: 300 } } })
const verdict = judge(wallet, { ...good, counts, losses })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidelight-reports-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

// Its parser of XML was written by others; where there is no Python, nobody judges.
const python = spawnSync('python3', ['--version']).status === 0

test.runIf(python)('JUnit: well-formed, a case for each row, and the numbers add up', async () => {
  await writeReports(verdict, 'out/junit.xml', { directory: folder, environment: {} })
  const xml = await readFile(join(folder, 'out/junit.xml'), 'utf8')
  // A parser of its own: Python's expat refuses what is no XML.
  const script = `
import sys, json, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot()[0]
cases = suite.findall('testcase')
print(json.dumps([len(cases), len(suite.findall('.//failure')), len(suite.findall('.//error')), len(suite.findall('.//skipped')), suite.attrib]))`
  const told = JSON.parse(execFileSync('python3', ['-c', script, join(folder, 'out/junit.xml')], { encoding: 'utf8' }))
  const [cases, failures, errors, skipped, attributes] = told
  const number = (result: string, required?: boolean) =>
    verdict.rows.filter((row) => row.result === result && (required === undefined || row.required === required)).length
  expect([cases, failures, errors, skipped]).toEqual([
    verdict.rows.length,
    number('fail'),
    number('unmeasured', true),
    number('unmeasured', false),
  ])
  expect(failures).toBeGreaterThan(0)
  expect(errors).toBeGreaterThan(0)
  expect(attributes).toMatchObject({ tests: String(cases), failures: String(failures), errors: String(errors) })
  expect(xml).not.toContain('\u001b')
  expect(await readdir(join(folder, 'out'))).toEqual(['junit.xml'])
})

test('GitHub: the summary of the job is added to, and no cell ends before its end', async () => {
  const file = join(folder, 'summary.md')
  await writeFile(file, 'before\n')
  await writeReports(verdict, undefined, { directory: folder, environment: { GITHUB_STEP_SUMMARY: file } })
  const text = await readFile(file, 'utf8')
  expect(text).toBe(`before\n${renderStepSummary(verdict)}`)
  expect(text).toContain('## ❌ broken: basic on wallet')
  expect(text).toContain('**Requests were refused.** 300 answers')
  const rows = text.split('\n').filter((line) => /^\| (✅|❌|⚠️)/.test(line))
  expect(rows).toHaveLength(verdict.rows.length)
  for (const row of rows) expect(row.replace(/\\\|/g, '').split('|')).toHaveLength(8)
  expect(text).not.toContain('<script>')
})

test('both say which part of the run the verdict is about', () => {
  const told = { ...verdict, steady: { from: 10, to: 35 }, seconds: 40 }
  expect(renderJunit(told)).toContain('<property name="steady" value="Steady part: 00:10-00:35 of 00:40."/>')
  expect(renderStepSummary(told)).toContain('Steady part: 00:10-00:35 of 00:40.')
  expect(renderJunit(verdict) + renderStepSummary(verdict)).not.toContain('teady part')
})

test('a place that cannot be written is said, and leaves nothing behind', async () => {
  await writeFile(join(folder, 'occupied'), '')
  const written = writeReports(verdict, 'occupied/junit.xml', { directory: folder, environment: {} })
  await expect(written).rejects.toThrow(/JUnit report .* cannot be written/)
  expect(renderJunit(verdict)).toContain('<testsuites')
})
