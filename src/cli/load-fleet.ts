import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../model/failure.ts'
import type { Fleet } from '../model/service.ts'
import type { Finding } from '../model/validate/finding.ts'
import { validateFleet } from '../model/validate/validate.ts'
import { packageRoot } from './package-root.ts'

/** Where a working repository says what it observes. */
const definitionFile = 'services/index.ts'

function modelFile(): string {
  const root = packageRoot()
  // In the package's own sources the bundle may not be built yet.
  return [join(root, 'dist/model.js'), join(root, 'src/model/index.ts')].find(existsSync) ?? join(root, 'dist/model.js')
}

async function bundled(directory: string): Promise<string> {
  const { build, formatMessages } = await import('esbuild')
  try {
    const result = await build({
      absWorkingDir: directory,
      entryPoints: [definitionFile],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'neutral',
      target: 'node20',
      logLevel: 'silent',
      alias: { 'sidelight/model': modelFile() },
    })
    return result.outputFiles[0]?.text ?? ''
  } catch (cause) {
    const errors = (cause as { errors?: Parameters<typeof formatMessages>[0] }).errors ?? []
    // The notes tell how to bundle for Node, which nobody wants.
    const lines = await formatMessages(
      errors.map((error) => ({ ...error, notes: [] })),
      { kind: 'error' },
    )
    throw new Failure(
      `the definition cannot be read:\n${lines.join('').trimEnd()}`,
      'Mend services/. A definition is data: it imports sidelight/model and its neighbours, nothing of Node.',
    )
  }
}

async function evaluated(code: string): Promise<unknown> {
  try {
    const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as {
      fleet?: unknown
    }
    return module.fleet
  } catch (cause) {
    throw new Failure(
      `the definition fails when it is loaded: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Mend services/index.ts or what it imports.',
    )
  }
}

/** A fleet that may be generated from, with the warnings that it carries. */
export interface LoadedFleet {
  readonly fleet: Fleet
  readonly warnings: readonly Finding[]
}

/** One finding as people read it: where, what, and how to mend it. */
export function describeFinding(finding: Finding): string {
  const { severity, service, path, problem, code, mend } = finding
  return `${[`${severity} ${service}`, ...(path === '' ? [] : [path]), problem].join(': ')} [${code}]\n    ${mend}`
}

/**
 * Loads and validates `services/index.ts` of the working repository. Throws a Failure (exit code 2) that names every
 * error at once; warnings come back with the fleet.
 */
export async function loadValidatedFleet(directory: string): Promise<LoadedFleet> {
  if (!existsSync(join(directory, definitionFile)))
    throw new Failure(
      `${definitionFile} is not there, in ${directory}`,
      'Run this in a repository that has one, or name it with --directory. docs/adding-a-service.md of the package shows a first one.',
    )
  const { fleet, findings } = validateFleet(await evaluated(await bundled(directory)))
  if (!fleet) {
    const errors = findings.filter((finding) => finding.severity === 'error').length
    throw new Failure(
      `the definition has ${errors} error${errors === 1 ? '' : 's'}:\n${findings.map((finding) => `  ${describeFinding(finding)}`).join('\n')}`,
      'Mend them in services/; each says how.',
    )
  }
  return { fleet, warnings: findings }
}

/** Loads the fleet for a command that does not show warnings. */
export async function loadFleet(directory: string): Promise<Fleet> {
  return (await loadValidatedFleet(directory)).fleet
}
