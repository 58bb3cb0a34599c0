import { afterAll, beforeAll, expect, it } from 'vitest'
import { exitCode } from '../../model/failure.ts'
import type { ContractPlace } from './deploy-contract.ts'
import { wantedDashboard } from './grafana-bench.ts'

/** The dashboard that the Grafana of this contract reads from a file. */
export const provisionedUid = 'provisioned-one'

/** What a deploy promises of dashboards that Grafana reads from files. */
export function provisionedContract(open: () => Promise<Pick<ContractPlace, 'bench' | 'end'>>): void {
  let place: Pick<ContractPlace, 'bench' | 'end'>
  beforeAll(async () => {
    place = await open()
  })
  afterAll(() => (place as typeof place | undefined)?.end())

  it('an equal one is left as it is: exit code 0', async () => {
    const { rows, code } = await place.bench.deploy([wantedDashboard(provisionedUid, place.bench.names.folder)])
    expect(rows).toMatchObject([{ outcome: 'provisioned', changes: [] }])
    expect(rows[0]?.reason).toBeUndefined()
    expect(code).toBe(exitCode.held)
  })

  it('one that differs is named with its file and never written, not even with force: exit code 1', async () => {
    const wanted = wantedDashboard(provisionedUid, place.bench.names.folder, { refresh: '1m' })
    const { rows, code } = await place.bench.deploy([wanted], { force: true, prune: true })
    expect(rows).toMatchObject([
      {
        outcome: 'provisioned',
        reason: expect.stringMatching(/change the provisioned file .*provisioned-one\.json/),
        changes: [{ field: 'refresh', before: '5s', after: '1m' }],
      },
    ])
    expect(code).toBe(exitCode.broken)
    expect(await place.bench.read(provisionedUid)).toMatchObject({ dashboard: { refresh: '5s', version: 1 } })
  })

  it('one that is generated no more is not removed', async () => {
    const { rows, code } = await place.bench.deploy([], { force: true, prune: true })
    expect({ rows, code }).toEqual({ rows: [], code: exitCode.held })
    expect(await place.bench.read(provisionedUid)).toBeDefined()
  })
}
