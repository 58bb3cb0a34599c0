import { spawn } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const command = resolve(import.meta.dirname, '../dist/sidelight.js')
let directory: string

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sidelight-output-'))
})

afterAll(() => rmSync(directory, { recursive: true, force: true }))

function start(words: readonly string[], stdout: 'pipe' | number = 'pipe') {
  const child = spawn(process.execPath, [command, ...words], { cwd: directory, stdio: ['ignore', stdout, 'pipe'] })
  let diagnostics = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    diagnostics += text
  })
  const ended = new Promise<{ code: number | null; diagnostics: string }>((done) =>
    child.on('close', (code) => done({ code, diagnostics })),
  )
  return { child, ended }
}

test.each([
  ['stack status, of a stack that is not up', ['stack', 'status'], 1],
  ['doctor, of a folder without a definition', ['doctor'], 2],
  ['stack down, with nothing to stop', ['stack', 'down'], 0],
])('a reader that has gone does not change the exit code: %s', async (_, words, code) => {
  const { child, ended } = start(words)
  child.stdout?.destroy()
  expect((await ended).code).toBe(code)
})

test('a reader that has gone ends what only shows', async () => {
  const logs = join(directory, '.sidelight/stack/logs')
  mkdirSync(logs, { recursive: true })
  const log = join(logs, 'prometheus.log')
  appendFileSync(log, 'one\n')
  const { child, ended } = start(['stack', 'logs', 'prometheus', '--follow'])
  await new Promise((done) => child.stdout?.once('data', done))
  child.stdout?.destroy()
  const writing = setInterval(() => appendFileSync(log, 'another\n'), 50)
  const { code } = await ended.finally(() => clearInterval(writing))
  expect(code).toBe(0)
})

test('a file where a folder is needed is named, with what to do', async () => {
  const folder = join(directory, 'occupied')
  cpSync(resolve(import.meta.dirname, '../services'), join(folder, 'services'), { recursive: true })
  cpSync(resolve(import.meta.dirname, '../src/model'), join(folder, 'src/model'), { recursive: true })
  writeFileSync(join(folder, 'generated'), 'a file')
  const { code, diagnostics } = await start(['--directory', folder, 'generate']).ended
  expect(diagnostics).toContain(`error: ${join(folder, 'generated')}`)
  expect(diagnostics).toContain('Move away the file')
  expect(diagnostics).not.toContain('defect')
  expect(code).toBe(2)
})

test.skipIf(!existsSync('/dev/full'))('a result that could not be written is not one that held', async () => {
  const { code, diagnostics } = await start(['stack', 'down'], openSync('/dev/full', 'w')).ended
  expect(diagnostics).toMatch(/could not be written to standard output: .*ENOSPC/)
  expect(code).toBe(2)
})
