import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const repository = resolve(import.meta.dirname, '..')
const readme = readFileSync(join(repository, 'README.md'), 'utf8')
const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
  scripts: Readonly<Record<string, string>>
}

/** Paths of the documents that people read. */
function documents(): readonly string[] {
  const folders = ['.', 'docs', 'docs/decisions', 'alerts', 'dashboards', 'k6', 'wallet', 'monitoring', 'results']
  return folders.flatMap((folder) =>
    readdirSync(join(repository, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file)),
  )
}

/** What a document links to in this repository, and does not exist. */
function brokenLinks(document: string): readonly string[] {
  const text = readFileSync(join(repository, document), 'utf8')
  const targets = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !existsSync(join(repository, dirname(document), target)))
}

describe('the documents', () => {
  it('link only to what is there', () => {
    expect(documents().length).toBeGreaterThan(10)
    for (const document of documents())
      expect({ document, broken: brokenLinks(document) }).toEqual({ document, broken: [] })
  })

  it('name only npm scripts that there are', () => {
    const named = documents().flatMap((document) =>
      [...readFileSync(join(repository, document), 'utf8').matchAll(/npm run (?:-s )?([a-z][\w:-]*)/g)].map(
        ([, script = '']) => ({ document, script }),
      ),
    )
    expect(named.length).toBeGreaterThan(10)
    expect(named.filter(({ script }) => !(script in scripts))).toEqual([])
  })

  it('the README has every command', () => {
    const help = spawnSync(process.execPath, [join(repository, 'dist/sidelight.js'), '--help'], { encoding: 'utf8' })
    const commands = [...(help.stdout.split('Commands:')[1] ?? '').matchAll(/^ {2}([a-z][\w-]+) /gm)].map(
      ([, name = '']) => name,
    )
    expect(commands).toContain('generate')
    const missing = commands.filter((name) => name !== 'help' && !readme.includes(`npx sidelight ${name}`))
    expect(missing).toEqual([])
  })
})
