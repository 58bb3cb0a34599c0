import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { exitCode, Failure } from '../model/failure.ts'
import { generatedDashboards, grafanaFolders, wantedDashboards, wantedDataSources } from './dashboards-wanted.ts'

const body = JSON.stringify({ id: 7, uid: 'a-b', title: 'A', version: 3, editable: false, panels: [] })

describe('the dashboards as they are to stand in Grafana', () => {
  it('can be edited there, leave ids and versions to Grafana, and lie in the folder of their service', () => {
    const [one, other] = wantedDashboards(
      [
        { path: 'generated/dashboards/orders/a-b.json', body },
        { path: 'generated/dashboards/fleet/a-b.json', body },
      ],
      undefined,
    )
    expect(one).toMatchObject({ uid: 'a-b', title: 'A', folder: 'sidelight-orders' })
    expect(one?.content).toEqual({ title: 'A', editable: true, panels: [] })
    expect(one?.file).toEqual(JSON.parse(body))
    expect(other?.folder).toBe('sidelight-fleet')
  })

  it('lie in folders that are named like their services', () => {
    expect([...grafanaFolders([wallet])]).toEqual([
      ['sidelight-wallet', wallet.title],
      ['sidelight-fleet', 'All services'],
    ])
  })
})

describe('what is generated', () => {
  let folder = ''
  afterEach(() => rm(folder, { recursive: true, force: true }))

  it('is deployed only when it is what the definition gives: exit code 1', async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidelight-wanted-'))
    const cause = await generatedDashboards(folder, [wallet]).catch((error: unknown) => error)
    if (!(cause instanceof Failure)) throw new Error('no Failure')
    expect(cause).toMatchObject({ code: exitCode.broken, mend: expect.stringContaining('sidelight generate') })
    expect(cause.message).toContain('generated/dashboards/wallet/wallet-golden-metrics.json (missing)')
  })

  it('asks for the data source of both stacks first, or for another one on demand', async () => {
    const { dashboards } = await import('../../dashboards/index.ts')
    const artefacts = dashboards([wallet])
    expect([...wantedDataSources(wantedDashboards(artefacts, undefined))]).toEqual([
      ['sidelight-prometheus', 'prometheus'],
    ])
    expect([...wantedDataSources(wantedDashboards(artefacts, 'mine'))]).toEqual([['mine', 'prometheus']])
  })
})
