import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import { build, formatMessages, type Plugin } from 'esbuild'
import { Failure } from '../model/failure.ts'

/** Where a scenario and what it imports are looked for. */
export interface ScenarioPlaces {
  /** The working repository. Its own `k6/scenarios/` come first. */
  readonly directory: string
  /** The installed package, which brings scenarios of its own. */
  readonly packageRoot: string
}

/** A scenario, found. */
export interface Scenario {
  readonly name: string
  readonly file: string
  /** The services that it imports from `services/`, by the name of the file. */
  readonly services: readonly string[]
}

const folder = join('k6', 'scenarios')

/** Names of all scenarios that can be run, sorted. */
export function scenarioNames({ directory, packageRoot }: ScenarioPlaces): readonly string[] {
  const names = [directory, packageRoot]
    .map((root) => join(root, folder))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  return [...new Set(names.map((file) => basename(file, '.ts')))].sort()
}

function scenarioFile(name: string, places: ScenarioPlaces): string {
  const names = scenarioNames(places)
  if (!names.includes(name))
    throw new Failure(
      `there is no scenario "${name}"`,
      names.length === 0 ? 'Add one as k6/scenarios/<name>.ts.' : `There are: ${names.join(', ')}.`,
    )
  const own = join(places.directory, folder, `${name}.ts`)
  return existsSync(own) ? own : join(places.packageRoot, folder, `${name}.ts`)
}

/**
 * Gives the package's scenarios the working repository's definition: what they import from the package's `services/` is
 * looked up by name in the fleet of the repository.
 */
function definitions(places: ScenarioPlaces, chosen: string | undefined, seen: Set<string>): Plugin {
  const fleet = join(places.directory, 'services', 'index.ts')
  const packaged = join(places.packageRoot, 'services')
  const separate = relative(places.directory, places.packageRoot) !== ''
  return {
    name: 'definitions',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /(^|\/)services\/[^/]+\.ts$/, namespace: 'file' }, ({ path, resolveDir }) => {
        const file = join(resolveDir, path)
        const name = basename(file, '.ts')
        // Imports that the services make of each other are no scenario's choice.
        if (!resolveDir.endsWith(`${sep}services`)) seen.add(name)
        const redirect = dirname(file) === packaged && existsSync(fleet) && (separate || chosen !== undefined)
        return redirect ? { path: name, namespace: 'definition' } : undefined
      })
      onLoad({ filter: /.*/, namespace: 'definition' }, ({ path }) => ({
        contents: `import { fleet } from ${JSON.stringify(fleet)}
          const wanted = ${JSON.stringify(chosen ?? path)}
          const service = fleet.find(({ name }) => name === wanted) ?? (fleet.length === 1 ? fleet[0] : undefined)
          if (service === undefined) throw new Error('services/index.ts has no service "' + wanted + '"')
          export { service as ${/^[A-Za-z_]\w*$/.test(path) ? path : 'service'} }`,
        resolveDir: places.directory,
        loader: 'ts',
      }))
    },
  }
}

/**
 * Bundles a scenario and all that it imports into one file that k6 loads from anywhere. `service` names the definition
 * that a scenario of the package works with. Throws a Failure where there is no such scenario or it does not compile.
 */
export async function bundleScenario(
  name: string,
  places: ScenarioPlaces,
  outfile: string,
  service?: string,
): Promise<Scenario> {
  const file = scenarioFile(name, places)
  const seen = new Set<string>()
  try {
    await build({
      absWorkingDir: places.directory,
      entryPoints: [file],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'es2022',
      external: ['k6', 'k6/*', 'https://*'],
      alias: { 'sidelight/model': join(places.packageRoot, 'src', 'model', 'index.ts') },
      plugins: [definitions(places, service, seen)],
      logLevel: 'silent',
    })
  } catch (cause) {
    const errors = (cause as { errors?: Parameters<typeof formatMessages>[0] }).errors ?? []
    const lines = await formatMessages(errors, { kind: 'error' })
    throw new Failure(
      `the scenario ${name} does not compile:\n${lines.join('').trimEnd() || String(cause)}`,
      `Mend ${relative(places.directory, file) || file}; k6 takes no npm package and no module of Node.`,
    )
  }
  return { name, file, services: [...seen] }
}
