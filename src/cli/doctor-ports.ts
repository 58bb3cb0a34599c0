import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stackFolders } from '../../monitoring/stack/folders.ts'
import { findGrafana } from '../../monitoring/stack/grafana-part.ts'
import { defaultPorts, type PartName, partNames } from '../../monitoring/stack/parts.ts'
import { portFlag, portVariable } from '../../monitoring/stack/plan.ts'
import { portState } from '../../monitoring/stack/ports.ts'
import { canPreview } from '../../monitoring/stack/preview-part.ts'
import { readState } from '../../monitoring/stack/state.ts'
import { runningPart } from '../../monitoring/stack/supervise.ts'
import { cacheDirectory } from '../../monitoring/tools/cache.ts'
import type { Context } from './context.ts'
import type { Check } from './doctor-checks.ts'
import { packageRoot } from './package-root.ts'
import { askedPorts } from './stack.ts'

async function wantedParts({ directory, environment }: Context): Promise<PartName[]> {
  const runsService = existsSync(join(directory, 'wallet/package.json'))
  const runsDatabase = runsService && !environment['DATABASE_URL']
  const runsGrafana = (await findGrafana(environment)) !== undefined
  const runsPreview = canPreview({ directory, packageDirectory: packageRoot() })
  const wanted: Readonly<Record<PartName, boolean>> = {
    postgres: runsDatabase,
    prometheus: true,
    alertmanager: true,
    'wallet-service': runsService,
    grafana: runsGrafana,
    preview: !runsGrafana && runsPreview,
  }
  return partNames.filter((name) => wanted[name])
}

/** The port of every part that the stack would run here: free, the stack's own, or taken and by whom. */
export async function portChecks(context: Context): Promise<readonly Check[]> {
  const { directory, environment } = context
  const folders = stackFolders(directory, cacheDirectory(environment))
  const { parts } = await readState(folders)
  const asked = askedPorts({}, context)
  const checks = (await wantedParts(context)).map(async (name): Promise<Check> => {
    const port = asked[name] ?? parts[name]?.port ?? defaultPorts[name]
    const subject = `port ${port}`
    if (parts[name]?.port === port && runningPart(folders, name) !== undefined) {
      return { subject, state: 'ok', found: `${name} of this stack runs there` }
    }
    const { isFree, owner } = await portState(port, environment)
    if (isFree) return { subject, state: 'ok', found: `free for ${name}` }
    const holder = owner === undefined ? 'a process of another user' : `process ${owner.pid} (${owner.command})`
    const mend = `stop it, or choose another port: stack up ${portFlag(name)} <port>, or ${portVariable(name)}`
    return { subject, state: 'missing', found: `${name} needs it; taken by ${holder}`, mend }
  })
  return await Promise.all(checks)
}
