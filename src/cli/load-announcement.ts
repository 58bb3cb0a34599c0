import type { RunRecord } from '../analysis/run.ts'
import { runInfo, verdictMetrics } from '../analysis/run-metrics.ts'
import type { Verdict } from '../analysis/verdict.ts'
import type { GrafanaClient } from '../clients/grafana.ts'
import type { RemoteWriteClient } from '../clients/remote-write.ts'
import { Failure } from '../model/failure.ts'
import { dashboardKinds, dashboardUid, fleetDashboards, product } from '../model/names.ts'
import type { Context } from './context.ts'
import { grafanaOf } from './grafana-target.ts'

/** What is told of a run when it begins. */
export interface Beginning extends Pick<RunRecord, 'testid' | 'service' | 'scenario'> {
  readonly versions: Readonly<Record<string, string>>
}

/** Tells Prometheus and Grafana of a run; what they do not take is said, and stops nothing. */
export interface Announcement {
  /** Tells of its end, and what it came to. */
  end(verdict: Verdict): Promise<void>
}

const timeoutMs = 3_000

interface Marked {
  readonly grafana: GrafanaClient
  readonly ids: readonly number[]
}

function tagsOf({ testid, service, scenario }: Beginning, state: string): readonly string[] {
  return [product, service, scenario, testid, state]
}

/**
 * The Grafana in which runs are marked: the one that the environment names, or that of the local stack, whose
 * administrator's password may be known.
 */
function grafanaFor(context: Context): { readonly grafana: GrafanaClient; readonly named: boolean } {
  const { environment } = context
  const named = Boolean(environment['GRAFANA_URL'] || environment['GRAFANA_SERVER'])
  const password = environment['GRAFANA_ADMIN_PASSWORD']
  const login = !named && password ? { GRAFANA_USER: 'admin', GRAFANA_PASSWORD: password } : {}
  const port = environment['SIDELIGHT_PORT_GRAFANA']
  const url = named || !port ? undefined : `http://localhost:${port}`
  // Not stopped by Ctrl-C: the end of a run is marked after it, too.
  const lasting = { environment: { ...login, ...environment }, interrupted: new AbortController().signal }
  return { grafana: grafanaOf(url, lasting, timeoutMs), named }
}

async function marked(run: Beginning, context: Context, complain: (cause: Failure) => void): Promise<Marked> {
  const { grafana, named } = grafanaFor(context)
  const dashboards = [dashboardUid({ name: run.service }, dashboardKinds.goldenMetrics), fleetDashboards.loadTest]
  const text = `${run.scenario} on ${run.service}: ${run.testid}`
  const mark = { time: Date.now(), text, tags: tagsOf(run, 'running') }
  try {
    const ids = await Promise.all(dashboards.map((uid) => grafana.annotate({ ...mark, dashboardUid: uid })))
    return { grafana, ids: ids.filter((id) => id !== undefined) }
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    // Nobody asked for the local one, which perhaps is not there, or lets nobody in.
    if (named) complain(cause)
    return { grafana, ids: [] }
  }
}

/** Tells of the beginning of a run; never throws for a server that is gone. */
export async function announced(
  run: Beginning,
  remoteWrite: RemoteWriteClient,
  context: Context,
): Promise<Announcement> {
  const complain = ({ message }: Failure) => context.stderr.write(`${message} The run goes on without.\n`)
  const attempt = async (act: () => Promise<unknown>) => {
    await act().catch((cause: unknown) => {
      if (!(cause instanceof Failure)) throw cause
      complain(cause)
    })
  }
  const [{ grafana, ids }] = await Promise.all([
    marked(run, context, complain),
    attempt(() => remoteWrite.write([runInfo(run, Date.now())])),
  ])
  return {
    async end(verdict) {
      const at = Date.now()
      const text = `${run.scenario} on ${run.service}: ${verdict.outcome}. ${verdict.summary} ${run.testid}`
      const region = { timeEnd: at, text, tags: tagsOf(run, verdict.outcome) }
      await Promise.all([
        attempt(() => remoteWrite.write([runInfo(run, at), ...verdictMetrics(verdict, at)])),
        ...ids.map((id) => attempt(() => grafana.closeAnnotation(id, region))),
      ])
    },
  }
}
