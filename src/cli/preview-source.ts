import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dashboards } from '../../dashboards/index.ts'
import { watchFolder } from '../../monitoring/preview/files.ts'
import { type DashboardSource, type Offer, offerOf } from '../../monitoring/preview/source.ts'
import type { Artefact, Generator } from '../model/artefact.ts'
import { Failure } from '../model/failure.ts'
import { loadValidatedFleet } from './load-fleet.ts'

const generatorFile = 'dashboards/index.ts'
const watched = ['services', 'dashboards', 'src/model']

/** The generator of dashboards: the working repository's own where it has one, read anew each time, else the package's. */
async function currentGenerator(directory: string): Promise<Generator> {
  if (!existsSync(join(directory, generatorFile))) return dashboards
  const { build, formatMessages } = await import('esbuild')
  try {
    const result = await build({
      absWorkingDir: directory,
      entryPoints: [generatorFile],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'silent',
    })
    const code = result.outputFiles[0]?.text ?? ''
    const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as {
      dashboards?: Generator
    }
    if (module.dashboards === undefined)
      throw new Failure(`${generatorFile} exports no "dashboards"`, 'Export the generator by that name.')
    return module.dashboards
  } catch (cause) {
    const errors = (cause as { errors?: Parameters<typeof formatMessages>[0] }).errors
    if (errors === undefined) throw cause
    const lines = await formatMessages(errors, { kind: 'error' })
    throw new Failure(`the dashboards cannot be built:\n${lines.join('').trimEnd()}`, 'Mend dashboards/.')
  }
}

async function generated(directory: string): Promise<readonly Artefact[]> {
  const { fleet } = await loadValidatedFleet(directory)
  return (await currentGenerator(directory))(fleet)
}

/**
 * The dashboards as the definition and the generators give them at this moment, without writing a file; `only` keeps those with
 * these paths. While a source has a mistake, the last dashboards stay, and the mistake is told. Throws a Failure when the
 * first reading fails.
 */
export async function generatedSource(directory: string, only?: readonly string[]): Promise<DashboardSource> {
  const read = async (): Promise<Offer> => {
    const artefacts = (await generated(directory)).filter(
      ({ path }) => path.endsWith('.json') && (only === undefined || only.includes(path)),
    )
    if (only !== undefined && artefacts.length < only.length)
      throw new Failure('not all files are generated', 'Name those that are.')
    return offerOf(artefacts.map(({ path, body }) => ({ file: path, text: body })))
  }
  let offer = await read()
  return {
    offer: () => offer,
    watch(changed, until) {
      const reread = async () => {
        offer = await read().catch(
          (cause: unknown): Offer => ({ ...offer, problems: [cause instanceof Error ? cause.message : String(cause)] }),
        )
        changed()
      }
      for (const folder of watched.filter((name) => existsSync(join(directory, name))))
        watchFolder(
          join(directory, folder),
          (name) => name.endsWith('.ts') && !name.endsWith('.test.ts'),
          () => void reread(),
          until,
        )
    },
  }
}
