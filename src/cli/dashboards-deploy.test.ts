import { describe, expect, it } from 'vitest'
import type { LiveDashboard } from '../analysis/dashboard-deployment.ts'
import type { GrafanaClient } from '../clients/grafana.ts'
import type { DashboardSave, DashboardStore } from '../clients/grafana-store.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { deployDashboards } from './dashboards-deploy.ts'
import { type Survey, surveyGrafana } from './dashboards-survey.ts'
import { inParallel } from './in-parallel.ts'
import { wantedDashboard } from './testing/grafana-bench.ts'

// What Grafana itself does is tried on a real one (dashboards-contract). This is about answers that get lost on the way.

const lost = new Failure('Grafana closed the connection.', 'Look.', exitCode.unmeasured)
const all = { dryRun: false, force: false, prune: false }
const folders = new Map([['f', 'F']])
const one = wantedDashboard('one', 'f')
const two = wantedDashboard('two', 'f')

function place(save: (saved: Map<string, LiveDashboard>, wanted: DashboardSave) => void) {
  const saved = new Map<string, LiveDashboard>()
  const store: DashboardStore = {
    interfaceName: 'x',
    read: async (uid) => saved.get(uid),
    history: async () => [],
    save: async (wanted) => {
      save(saved, wanted)
      return { kind: 'saved', version: 1 }
    },
    remove: async () => undefined,
  }
  const grafana: GrafanaClient = {
    address: 'http://g',
    dashboards: async () => store,
    ensureFolder: async () => undefined,
    tagged: async () => [],
    dataSources: async () => [],
    annotate: async () => undefined,
    closeAnnotation: async () => undefined,
  }
  return { grafana, survey: (): Promise<Survey> => surveyGrafana(grafana, [one, two], folders, new Map()) }
}

function keep(saved: Map<string, LiveDashboard>, { uid, folder, content }: DashboardSave): void {
  saved.set(uid, { uid, title: '', folder, version: 1, revision: {}, content, holder: undefined })
}

describe('a save whose answer is lost', () => {
  it('counts as done when it was carried out', async () => {
    const { grafana, survey } = place((saved, wanted) => {
      keep(saved, wanted)
      throw lost
    })
    const rows = await deployDashboards(grafana, await survey(), folders, all)
    expect(rows.map(({ outcome }) => outcome)).toEqual(['created', 'created'])
  })

  it('fails when it was not, and the other dashboards go on', async () => {
    const { grafana, survey } = place((saved, wanted) => {
      if (wanted.uid === 'one') throw lost
      keep(saved, wanted)
    })
    const rows = await deployDashboards(grafana, await survey(), folders, all)
    expect(rows.map(({ outcome }) => outcome)).toEqual(['failed', 'created'])
    expect(rows[0]?.reason).toBe('Grafana closed the connection. Look.')
  })
})

it('a folder that cannot be made fails its dashboards, and nothing is saved', async () => {
  const { grafana, survey } = place(() => expect.unreachable())
  const refusing = { ...grafana, ensureFolder: () => Promise.reject(lost) }
  const rows = await deployDashboards(refusing, await survey(), folders, all)
  expect(rows.map(({ outcome }) => outcome)).toEqual(['failed', 'failed'])
})

it('an interruption ends all at once', async () => {
  const { grafana, survey } = place(() => {
    throw new Failure('Not waited for.', 'Again.', exitCode.interrupted)
  })
  await expect(deployDashboards(grafana, await survey(), folders, all)).rejects.toThrow('Not waited for.')
})

it('what is done in parallel keeps its order and its limit', async () => {
  let running = 0
  let most = 0
  const results = await inParallel([5, 1, 4, 2, 3], 2, async (item) => {
    most = Math.max(most, ++running)
    for (let turn = 0; turn < item; turn++) await Promise.resolve()
    running--
    return item * 10
  })
  expect(results).toEqual([50, 10, 40, 20, 30])
  expect(most).toBe(2)
})

describe('the warnings about data sources', () => {
  const warnings = async (known: Awaited<ReturnType<GrafanaClient['dataSources']>>) => {
    const { grafana } = place(() => undefined)
    const asked = new Map([['wanted', 'prometheus']])
    return (await surveyGrafana({ ...grafana, dataSources: async () => known }, [], folders, asked)).warnings.join()
  }

  it('name those that there are, or what to add; none where the right one is', async () => {
    expect(await warnings([{ uid: 'wanted', name: 'P', type: 'prometheus' }])).toBe('')
    expect(await warnings([{ uid: 'other', name: 'Mimir', type: 'prometheus' }])).toContain(
      '"Mimir" (--data-source other)',
    )
    expect(await warnings([{ uid: 'wanted', name: 'L', type: 'loki' }])).toContain('is of type loki')
    expect(await warnings([])).toContain('Add a Prometheus with this uid')
    expect(await warnings(undefined)).toContain('unknown')
  })
})
