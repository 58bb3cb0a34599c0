import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const repository = resolve(import.meta.dirname, '..')
const folders = ['alerts', 'dashboards', 'docs', 'k6', 'monitoring', 'results', 'src', 'wallet']
const documents = [
  ...readdirSync(repository),
  ...folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  ),
].filter((file) => file.endsWith('.md') && !file.includes('node_modules') && !file.startsWith('results/archive'))
const textOf = (file: string) => readFileSync(join(repository, file), 'utf8')
const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }

/** Everything that a pattern finds in the documents, with the document that has it. */
function named(pattern: RegExp, files: readonly string[] = documents): [file: string, name: string][] {
  return files.flatMap((file) =>
    [...textOf(file).matchAll(pattern)].map((match): [string, string] => [file, match[1] ?? match[0]]),
  )
}

const commands = new Set(
  [...textOf('src/cli/main.ts').matchAll(/^ {2}'?([\w-]+)'?: \{\n {4}summary:/gm)].map((match) => match[1]),
)

describe('what the documents name is there', () => {
  test('every npm script', () => {
    const missing = named(/npm run (?:-s )?(\w[\w:-]*)/g).filter(([, script]) => !(script in scripts))
    expect(missing).toEqual([])
  })

  test('every command of sidelight', () => {
    expect(commands.size).toBeGreaterThan(10)
    const missing = named(/npx sidelight ([a-z][\w-]*)/g).filter(([, command]) => !commands.has(command))
    expect(missing).toEqual([])
  })

  test('every scenario', () => {
    // The guide for another repository names a scenario of that repository.
    const own = documents.filter((file) => file !== 'docs/adding-a-service.md')
    const missing = named(/(k6\/scenarios\/[\w-]+\.ts)/g, own).filter(([, file]) => !existsSync(join(repository, file)))
    expect(missing).toEqual([])
  })

  test('every file that is linked to', () => {
    const missing = named(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g).filter(
      ([file, target]) => !existsSync(join(repository, dirname(file), target)),
    )
    expect(missing).toEqual([])
  })

  test('every place in the table of where everything is', () => {
    const [, table = ''] = textOf('README.md').split('## Where everything is')
    const places = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''),
    )
    expect(places.length).toBeGreaterThan(5)
    expect(places.filter((place) => place !== 'results/' && !existsSync(join(repository, place)))).toEqual([])
  })
})

describe('what is there is named', () => {
  const scenarios = readdirSync(join(repository, 'k6/scenarios')).map((file) => basename(file, '.ts'))

  test.each(['README.md', 'k6/README.md', 'docs/load-testing-plan.md'])('every scenario in %s', (file) => {
    const text = textOf(file)
    expect(
      scenarios.filter((scenario) => !text.includes(`\`${scenario}\``) && !text.includes(`load ${scenario}`)),
    ).toEqual([])
  })

  test('every file of the load library in k6/README.md', () => {
    const library = readdirSync(join(repository, 'k6/lib')).filter(
      (file) => file.endsWith('.ts') && !file.includes('.test.'),
    )
    const text = textOf('k6/README.md')
    expect(library.filter((file) => !text.includes(`\`${file}\``))).toEqual([])
  })

  test('every command of sidelight in a document', () => {
    const known = new Set(named(/sidelight ([a-z][\w-]*)/g).map(([, command]) => command))
    expect([...commands].filter((command) => command !== undefined && !known.has(command))).toEqual([])
  })

  test('every npm script for users in a document', () => {
    const all = documents.map(textOf).join('\n')
    const isNamed = (script: string) =>
      [`npm run ${script}`, `npm ${script}`, `\`${script}\``].some((form) => all.includes(form))
    const ofNpm = ['prepare', 'build', 'typecheck']
    expect(Object.keys(scripts).filter((script) => !ofNpm.includes(script) && !isNamed(script))).toEqual([])
  })
})
