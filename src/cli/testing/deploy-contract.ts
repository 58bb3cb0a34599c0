import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WantedDashboard } from '../../analysis/dashboard-deployment.ts'
import type { JsonObject } from '../../analysis/json.ts'
import { exitCode, Failure } from '../../model/failure.ts'
import { type ContractNames, type GrafanaBench, type Tokens, wantedDashboard } from './grafana-bench.ts'

/** Where the contract is tried: a bench, its accounts, and what to do at the end. */
export interface ContractPlace {
  readonly bench: GrafanaBench
  readonly tokens: Tokens
  readonly interfaceName: RegExp
  /** Waits until the viewer may read: for a minute Grafana remembers that a new folder is not there for it. */
  untilVisible(uid: string): Promise<void>
  end(): Promise<void>
}

/**
 * What a deploy promises, step after step on one Grafana. The same steps run against a real one, which may be recorded,
 * and against the recording.
 */
export function deployContract(open: () => Promise<ContractPlace>): void {
  let place: ContractPlace
  let bench: GrafanaBench
  let names: ContractNames
  let one: WantedDashboard
  let two: WantedDashboard
  let both: readonly WantedDashboard[]
  const wanted = (uid: string, changes?: JsonObject) => wantedDashboard(uid, names.folder, changes)
  beforeAll(async () => {
    place = await open()
    bench = place.bench
    names = bench.names
    one = wanted(names.one)
    two = wanted(names.two)
    both = [one, two]
  })
  afterAll(() => (place as ContractPlace | undefined)?.end())

  const outcomes = async (...parameters: Parameters<GrafanaBench['deploy']>) => {
    const { rows, code } = await bench.deploy(...parameters)
    return { code, ...Object.fromEntries(rows.map(({ uid, outcome }) => [uid, outcome])) }
  }
  const versionOf = async (uid: string) => (await bench.read(uid))?.dashboard['version']

  it('speaks the newest interface that there is', async () => {
    expect((await bench.grafana.dashboards()).interfaceName).toMatch(place.interfaceName)
  })

  it('a dry run says what it would do and does nothing', async () => {
    const created = { code: exitCode.held, [names.one]: 'created', [names.two]: 'created' }
    expect(await outcomes(both, { dryRun: true })).toEqual(created)
    expect(await bench.read(names.one)).toBeUndefined()
  })

  it('makes folder and dashboards, which can be edited there', async () => {
    expect(await outcomes(both)).toMatchObject({ code: exitCode.held, [names.one]: 'created' })
    const read = await bench.read(names.one)
    expect(read).toMatchObject({ folder: names.folder, dashboard: { editable: true, title: one.title } })
  })

  it('changes nothing the second time, not even a version number', async () => {
    const unchanged = { code: exitCode.held, [names.one]: 'unchanged', [names.two]: 'unchanged' }
    expect(await outcomes(both)).toEqual(unchanged)
    expect(await outcomes(both, { force: true })).toEqual(unchanged)
    expect([await versionOf(names.one), await versionOf(names.two)]).toEqual([1, 1])
  })

  it('sends what the definition changed, and only that', async () => {
    const next = wanted(names.one, { refresh: '30s' })
    expect(await outcomes([next, two])).toEqual({ code: 0, [names.one]: 'updated', [names.two]: 'unchanged' })
    expect([await versionOf(names.one), await versionOf(names.two)]).toEqual([2, 1])
    expect(await outcomes(both)).toMatchObject({ code: 0, [names.one]: 'updated' })
  })

  it('does not overwrite what someone changed in Grafana, and says what that is; with force it does', async () => {
    const { dashboard = {} } = (await bench.read(names.one)) ?? {}
    await bench.save({ ...dashboard, title: 'Mine' })
    const { rows, code } = await bench.deploy(both)
    expect(code).toBe(exitCode.broken)
    expect(rows[0]).toMatchObject({
      outcome: 'conflict',
      reason: expect.stringContaining('--force'),
      edits: [{ field: 'title', before: one.title, after: 'Mine' }],
      changes: [{ field: 'title', before: 'Mine', after: one.title }],
    })
    expect(await bench.read(names.one)).toMatchObject({ dashboard: { title: 'Mine' } })
    expect(await outcomes(both, { force: true })).toMatchObject({ code: 0, [names.one]: 'updated' })
    expect(await outcomes(both)).toMatchObject({ code: 0, [names.one]: 'unchanged' })
  })

  it('an edit that was taken back is none', async () => {
    const { dashboard = {} } = (await bench.read(names.one)) ?? {}
    await bench.save({ ...dashboard, title: 'Mine' })
    const { dashboard: mine = {} } = (await bench.read(names.one)) ?? {}
    await bench.save({ ...mine, title: one.title })
    expect(await outcomes([wanted(names.one, { refresh: '1m' }), two])).toMatchObject({
      code: 0,
      [names.one]: 'updated',
    })
    expect(await outcomes(both)).toMatchObject({ code: 0, [names.one]: 'updated' })
  })

  it('a dashboard that was moved to another folder is a change, too', async () => {
    await bench.makeOtherFolder()
    const { dashboard = {} } = (await bench.read(names.two)) ?? {}
    await bench.save(dashboard, names.otherFolder)
    const { rows } = await bench.deploy(both)
    expect(rows[1]).toMatchObject({ outcome: 'conflict', edits: [{ field: 'folder', after: names.otherFolder }] })
    expect(await outcomes(both, { force: true })).toMatchObject({ code: 0, [names.two]: 'updated' })
    expect(await bench.read(names.two)).toMatchObject({ folder: names.folder })
  })

  it('whoever saves between the look and the deploy is not overwritten, not even with force', async () => {
    const between = async () => {
      const { dashboard = {} } = (await bench.read(names.two)) ?? {}
      await bench.save({ ...dashboard, title: 'Faster' })
    }
    const next = wanted(names.two, { refresh: '1m' })
    const { rows, code } = await bench.deploy([one, next], { force: true, between })
    expect(rows[1]).toMatchObject({ outcome: 'conflict', reason: expect.stringContaining('a moment ago') })
    expect(code).toBe(exitCode.broken)
    expect(await bench.read(names.two)).toMatchObject({ dashboard: { title: 'Faster' } })
    await bench.deploy(both, { force: true })
  })

  it('a dashboard of somebody else under our uid is theirs', async () => {
    const { dashboard } = { dashboard: { uid: names.theirs, title: 'Theirs', tags: ['sidelight'], panels: [] } }
    await bench.save(dashboard, names.otherFolder)
    const three = wanted(names.theirs)
    const { rows } = await bench.deploy([...both, three])
    expect(rows[2]).toMatchObject({ outcome: 'conflict', reason: expect.stringContaining('never deployed from here') })
    expect(await bench.read(names.theirs)).toMatchObject({ dashboard: { title: 'Theirs' } })
  })

  it('removes what it deployed and no longer generates, and nothing of anybody else', async () => {
    const { id: _, version: __, ...copy } = (await bench.read(names.two))?.dashboard ?? {}
    await bench.save({ ...copy, uid: names.copy, title: 'A copy with our tag in our folder' })
    await bench.untilFound([names.one, names.two, names.copy])
    expect(await outcomes([one])).toEqual({ code: 0, [names.one]: 'unchanged', [names.two]: 'left over' })
    expect(await outcomes([one], { prune: true, dryRun: true })).toMatchObject({ [names.two]: 'removed' })
    expect(await versionOf(names.two)).toBeDefined()
    expect(await outcomes([one], { prune: true })).toEqual({
      code: 0,
      [names.one]: 'unchanged',
      [names.two]: 'removed',
    })
    expect(await bench.read(names.two)).toBeUndefined()
    expect(await bench.read(names.copy)).toBeDefined()
    expect(await bench.read(names.theirs)).toBeDefined()
  })

  it('keeps what is no longer generated but was changed in Grafana, unless forced', async () => {
    expect(await outcomes(both)).toMatchObject({ [names.two]: 'created' })
    const { dashboard = {} } = (await bench.read(names.two)) ?? {}
    await bench.save({ ...dashboard, description: 'Still needed.' })
    await bench.untilFound([names.one, names.two, names.copy])
    expect(await outcomes([one], { prune: true })).toMatchObject({ code: 1, [names.two]: 'conflict' })
    expect(await bench.read(names.two)).toBeDefined()
    expect(await outcomes([one], { prune: true, force: true })).toMatchObject({ code: 0, [names.two]: 'removed' })
  })

  it('an account that may only look can compare, and is told why it cannot deploy', async () => {
    const grafana = bench.as(place.tokens.viewer)
    await place.untilVisible(names.one)
    expect(await outcomes([one], { grafana })).toMatchObject({ code: 0, [names.one]: 'unchanged' })
    const { rows, code } = await bench.deploy([wanted(names.one, { refresh: '1m' })], { grafana })
    expect(rows[0]).toMatchObject({ outcome: 'failed', changes: [{ field: 'refresh' }] })
    expect(code).toBe(exitCode.unmeasured)
    const forced = await bench.deploy([wanted(names.one, { refresh: '1m' })], { grafana, force: true })
    expect(forced.rows[0]).toMatchObject({ outcome: 'failed', reason: expect.stringMatching(/403.*role Editor/) })
  })

  it('a token that is none ends all at once, and is not repeated', async () => {
    const failure = await bench.deploy(both, { grafana: bench.as('glsa_s3cret') }).catch((cause: unknown) => cause)
    if (!(failure instanceof Failure)) throw new Error(`no Failure but ${JSON.stringify(failure)}`)
    expect(failure).toMatchObject({ code: exitCode.unmeasured, mend: expect.stringContaining('GRAFANA_TOKEN') })
    expect(failure.message).toContain('401')
    expect(failure.message + failure.mend).not.toContain('s3cret')
  })
}
