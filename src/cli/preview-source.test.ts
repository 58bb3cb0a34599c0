import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { generatedSource } from './preview-source.ts'

const repository = resolve(import.meta.dirname, '../..')
let folder: string
let original: string

// A repository of a user, with the package's own generators.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidelight-source-'))
  cpSync(join(repository, 'services'), join(folder, 'services'), { recursive: true })
  cpSync(join(repository, 'src/model'), join(folder, 'src/model'), { recursive: true })
  original = readFileSync(join(folder, 'services/wallet.ts'), 'utf8')
})
afterEach(() => writeFileSync(join(folder, 'services/wallet.ts'), original))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const titles = (source: Awaited<ReturnType<typeof generatedSource>>) =>
  source.offer().dashboards.map(({ title }) => title)

describe('dashboards from their sources', () => {
  test('follow a change of the definition, and outlive a mistake in it', async () => {
    const source = await generatedSource(folder)
    const before = titles(source)
    expect(before.length).toBeGreaterThan(0)
    const until = new AbortController()
    let changes = 0
    source.watch(() => {
      changes += 1
    }, until.signal)
    try {
      writeFileSync(join(folder, 'services/wallet.ts'), original.replace(/title: '[^']+'/, "title: 'Purse'"))
      await expect.poll(() => titles(source).some((title) => title.startsWith('Purse')), { timeout: 20_000 }).toBe(true)
      writeFileSync(join(folder, 'services/wallet.ts'), 'export const wallet = {')
      await expect
        .poll(() => source.offer().problems.join(), { timeout: 20_000 })
        .toContain('the definition cannot be read')
      expect(titles(source).some((title) => title.startsWith('Purse'))).toBe(true)
      expect(changes).toBeGreaterThanOrEqual(2)
    } finally {
      until.abort()
    }
  })
  test('can be those of some files alone, and a file that nothing generates is told', async () => {
    const path = (await generatedSource(folder)).offer().dashboards[0]?.file ?? ''
    expect((await generatedSource(folder, [path])).offer().dashboards.map(({ file }) => file)).toEqual([path])
    await expect(generatedSource(folder, ['generated/dashboards/none.json'])).rejects.toThrow(
      'not all files are generated',
    )
  })
})
