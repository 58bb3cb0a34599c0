import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { product } from '../model/names.ts'

interface Manifest {
  readonly name: string
  readonly version: string
}

function manifestOf(folder: string): Manifest | undefined {
  const file = join(folder, 'package.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Manifest) : undefined
}

/**
 * The folder of the installed package, wherever this module runs from: the sources or the bundle in `dist/`. Only what
 * the package ships is read from there; whatever a user owns lies in the working repository.
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (manifestOf(folder)?.name !== product) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error(`${product} does not lie in its own package`)
    folder = parent
  }
  return folder
}

/** The version of the installed package. */
export function packageVersion(): string {
  return manifestOf(packageRoot())?.version ?? 'unknown'
}
