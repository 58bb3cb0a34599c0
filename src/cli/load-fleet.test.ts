import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Failure } from '../model/failure.ts'
import { loadFleet } from './load-fleet.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sidelight-fleet-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function refusal(definition?: string): Promise<string> {
  if (definition !== undefined) {
    await mkdir(join(directory, 'services'), { recursive: true })
    await writeFile(join(directory, 'services/index.ts'), definition)
  }
  const cause = await loadFleet(directory).catch((error: unknown) => error)
  if (!(cause instanceof Failure)) throw new Error(`no Failure but ${String(cause)}`)
  return cause.message
}

test('a folder without a definition is named', async () => {
  expect(await refusal()).toBe(`services/index.ts is not there, in ${directory}`)
})

test('a module of Node is refused, without advice how to use it', async () => {
  const message = await refusal("import { readFileSync } from 'node:fs'\nexport const fleet = [readFileSync('x')]")
  expect(message).toContain('Could not resolve "node:fs"')
  expect(message).toContain('services/index.ts:1')
  expect(message).not.toContain('platform')
})

test('what is no service at all is told by its place in the list', async () => {
  expect(await refusal('export const fleet = [null]')).toContain('error service 1: must be an object, not null [shape]')
})
