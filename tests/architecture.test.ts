import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const repository = resolve(import.meta.dirname, '..')

// Each gate is given the violation that it is there for: a gate that nothing can trip proves nothing.
const planted: readonly { readonly file: string; readonly code: string; readonly rule: string }[] = [
  ...[
    'services',
    'dashboards',
    'alerts',
    'src/model',
    'src/analysis',
    'src/panels',
    'monitoring/monitors/frames',
    'monitoring/monitors/readings',
  ].flatMap((folder) => [
    { file: `${folder}/clock.ts`, code: 'export const now = () => Date.now()', rule: 'noRestrictedGlobals' },
    {
      file: `${folder}/global.ts`,
      code: 'export const now = () => globalThis.Date.now()',
      rule: 'noRestrictedGlobals',
    },
    { file: `${folder}/network.ts`, code: "export const get = () => fetch('http://x')", rule: 'noRestrictedGlobals' },
    { file: `${folder}/environment.ts`, code: 'export const home = process.env.HOME', rule: 'noRestrictedGlobals' },
    {
      file: `${folder}/timer.ts`,
      code: 'export const wait = () => setTimeout(() => undefined, 1)',
      rule: 'noRestrictedGlobals',
    },
    {
      file: `${folder}/node.ts`,
      code: "import { readFileSync } from 'node:fs'\nexport const read = readFileSync",
      rule: 'noNodejsModules',
    },
    { file: `${folder}/random.ts`, code: 'export const dice = () => Math.random()', rule: 'plugin' },
    { file: `${folder}/random-taken.ts`, code: 'const { random } = Math\nexport const dice = random', rule: 'plugin' },
    { file: `${folder}/random-alias.ts`, code: 'export const mathematics = Math', rule: 'plugin' },
    { file: `${folder}/late.ts`, code: "export const later = () => import('./other.ts')", rule: 'plugin' },
  ]),
  ...[
    ['services', '../dashboards/x.ts'],
    ['services', 'pg'],
    ['dashboards', '../alerts/x.ts'],
    ['dashboards', '../services/wallet.ts'],
    ['dashboards', '../src/cli/main.ts'],
    ['alerts', '../dashboards/x.ts'],
    ['alerts', '../src/clients/x.ts'],
    ['src/model', '../analysis/x.ts'],
    ['src/model', '../../services/wallet.ts'],
    ['src/analysis', '../clients/x.ts'],
    ['src/analysis', '../../dashboards/x.ts'],
    ['src/clients', '../cli/x.ts'],
    ['src/clients', '../../monitoring/stack/x.ts'],
    ['monitoring/stack', '../../src/cli/x.ts'],
    ['monitoring/stack', '../../dashboards/x.ts'],
    ['src/panels', '../clients/x.ts'],
    ['src/panels', 'uplot'],
    ['monitoring/preview', '../stack/x.ts'],
    ['monitoring/monitors', '../stack/x.ts'],
    ['monitoring/monitors/frames', '../live.ts'],
    ['monitoring/monitors/readings', '../frames/x.ts'],
    ['monitoring/monitors/readings', '../../../src/clients/x.ts'],
    ['monitoring/preview/page', '../server.ts'],
    ['monitoring/preview/page', 'node:fs'],
    ['monitoring/preview/page', '../../../src/clients/x.ts'],
    ['k6/lib', '../../src/cli/x.ts'],
    ['k6/lib', 'lodash'],
    ['wallet/src', '../../src/model/service.ts'],
    ['wallet/src', '../../src/cli/x.ts'],
  ].map(([folder, target], index) => ({
    file: `${folder}/import-${index}.ts`,
    code: `import { x } from '${target}'\nexport const y = x`,
    rule: 'noRestrictedImports',
  })),
  {
    file: 'src/cli/cycle-a.ts',
    code: "import { b } from './cycle-b.ts'\nexport const a = () => b",
    rule: 'noImportCycles',
  },
  {
    file: 'src/cli/cycle-b.ts',
    code: "import { a } from './cycle-a.ts'\nexport const b = () => a",
    rule: 'noImportCycles',
  },
  {
    file: 'src/cli/extensionless.ts',
    code: "import { a } from './cycle-a'\nexport const c = a",
    rule: 'useImportExtensions',
  },
  { file: 'src/cli/loose.ts', code: 'export const loose = (value: any) => value', rule: 'noExplicitAny' },
  { file: 'src/cli/logging.ts', code: "console.log('x')", rule: 'noConsole' },
]

const allowed: readonly { readonly file: string; readonly code: string }[] = [
  { file: 'services/orders.ts', code: "import { x } from '../src/model/service.ts'\nexport const orders = x" },
  { file: 'dashboards/panel.ts', code: "import { x } from '../src/model/service.ts'\nexport const y = Math.max(1, x)" },
  { file: 'alerts/kinds/one.ts', code: "import { x } from '../../src/model/promql.ts'\nexport const y = x" },
  { file: 'alerts/kinds/one.test.ts', code: "import { x } from 'node:fs'\nexport const y = [x, Date.now()]" },
  { file: 'src/cli/command.ts', code: "import { x } from '../../dashboards/panel.ts'\nexport const y = x" },
]

describe('the gates of the architecture', () => {
  let folder: string
  let found: Map<string, string[]>

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'gates-'))
    const configuration = JSON.parse(readFileSync(join(repository, 'biome.json'), 'utf8')) as Record<string, unknown>
    writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...configuration, $schema: undefined, vcs: undefined }))
    cpSync(join(repository, 'tests/lint'), join(folder, 'tests/lint'), { recursive: true })
    for (const { file, code } of [...planted, ...allowed]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), `${code}\n`)
    }
    const biome = join(repository, 'node_modules/.bin/biome')
    const lint = spawnSync(biome, ['lint', '--reporter=json', '--max-diagnostics=none', '.'], {
      cwd: folder,
      encoding: 'utf8',
    })
    const report = JSON.parse(lint.stdout) as {
      diagnostics: { category: string; location: { path: string | { file: string } } }[]
    }
    found = new Map()
    for (const { category, location } of report.diagnostics) {
      const file = typeof location.path === 'string' ? location.path : location.path.file
      found.set(file, [...(found.get(file) ?? []), category])
    }
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(planted)('$rule catches $file', ({ file, rule }) => {
    expect(found.get(file)?.some((category) => category.endsWith(rule))).toBe(true)
  })

  it.each(allowed)('$file passes', ({ file }) => {
    expect(found.get(file)).toBeUndefined()
  })

  it('the compiler knows no ambient types in pure folders', () => {
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(repository, 'tsconfig.pure.json'), include: ['ambient.ts'], exclude: [] }),
    )
    writeFileSync(join(folder, 'ambient.ts'), "export const now = () => performance.now()\nconsole.log('x')\n")
    const compiler = join(repository, 'node_modules/.bin/tsc')
    const checked = spawnSync(compiler, ['-p', folder], { encoding: 'utf8' })
    expect(checked.stdout).toMatch(/ambient\.ts.*'performance'/)
    expect(checked.stdout).toMatch(/ambient\.ts.*'console'/)
  })
})
