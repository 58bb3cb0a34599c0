// Builds the page of the preview: one script and one style sheet. `node scripts/build-page.mjs <folder>` builds it elsewhere.
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

export async function buildPage(outdir) {
  await build({
    entryPoints: { page: 'monitoring/preview/page/main.ts', style: 'monitoring/preview/page/page.css' },
    entryNames: '[name]',
    outdir,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'esm',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    legalComments: 'eof',
    logLevel: 'warning',
  })
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  await buildPage(process.argv[2] ?? 'dist/preview')
