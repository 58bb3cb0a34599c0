// Runs a benchmark that is written in TypeScript: `node bench/run.mjs <name> [options]` compiles bench/<name>.ts and what it
// imports, below the repository, where dependencies are found.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const [name, ...options] = process.argv.slice(2)
const repository = resolve(import.meta.dirname, '..')
mkdirSync(join(repository, '.sidelight'), { recursive: true })
const folder = mkdtempSync(join(repository, '.sidelight', 'bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))
await build({
  entryPoints: [join(repository, 'bench', `${name}.ts`), join(repository, 'bench', 'wallet-load.ts')],
  outdir: folder,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  outExtension: { '.js': '.mjs' },
  logLevel: 'error',
})
const { main } = await import(pathToFileURL(join(folder, `${name}.mjs`)).href)
process.exitCode = await main(options, { repository, folder })
