import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Json, listOf, objectOf } from '../analysis/json.ts'
import { type GrafanaServer, installedGrafana, realGrafana } from '../clients/testing/grafana-server.ts'
import { exitCode } from '../model/failure.ts'
import { dashboardEdits } from './testing/dashboard-edits.ts'
import { type DeployRepository, deployRepository } from './testing/deploy-repository.ts'
import {
  contractNames,
  type GrafanaBench,
  grafanaBench,
  makeAccounts,
  wantedDashboard,
} from './testing/grafana-bench.ts'

const hasGrafana = Boolean(process.env['GRAFANA_URL']) || (await installedGrafana()) !== undefined
const name = `test-${process.pid}`
// What the command makes: the folder of the service, and that of the fleet, which no deploy of a user must share.
const folders = [`sidelight-${name}`, 'sidelight-fleet']

describe.skipIf(!hasGrafana)('sidelight dashboards, on a real Grafana (GRAFANA_URL, or installed)', () => {
  let server: GrafanaServer
  let accounts: Awaited<ReturnType<typeof makeAccounts>>
  let bench: GrafanaBench
  let repository: DeployRepository

  beforeAll(async () => {
    const found = await realGrafana()
    if (found === undefined)
      throw new Error('GRAFANA_URL is set: set GRAFANA_USER and GRAFANA_PASSWORD of an admin, too')
    server = found
    accounts = await makeAccounts(server, name)
    bench = grafanaBench(server, accounts, contractNames(`${name}-edits`))
    if (await bench.hasFolder('sidelight-fleet'))
      throw new Error('dashboards are deployed there: give an empty Grafana')
    repository = await deployRepository(name, { GRAFANA_URL: server.url, GRAFANA_TOKEN: accounts.editor })
    await repository.generate()
  })
  afterAll(async () => {
    await bench.clear(...folders)
    await accounts.remove()
    await server.stop()
    await repository.remove()
  })

  const versions = async () => {
    const read = await Promise.all((await repository.uids()).map((uid) => bench.read(uid)))
    return read.map((one) => one?.dashboard['version'])
  }

  it('deploys every generated dashboard; the second time nothing changes, nor does a diff find anything', async () => {
    const first = await repository.dashboards('deploy')
    expect(first).toMatchObject({ code: exitCode.held })
    const uids = await repository.uids()
    for (const uid of uids) expect(first.stdout).toMatch(new RegExp(`^${uid} +created +${server.url}/d/${uid}$`, 'm'))
    expect(await repository.dashboards('deploy')).toMatchObject({ code: exitCode.held })
    expect(await versions()).toEqual(uids.map(() => 1))
    const diff = await repository.dashboards('diff', '--json')
    expect(diff.code).toBe(exitCode.held)
    const { dashboards, ...about } = objectOf(JSON.parse(diff.stdout) as Json)
    expect(about).toMatchObject({ grafana: server.url, interface: expect.any(String) })
    const outcomes = listOf(dashboards).map((one) => objectOf(one)['outcome'])
    expect(outcomes.length).toBeGreaterThanOrEqual(uids.length)
    expect(new Set(outcomes)).toEqual(new Set(['unchanged']))
  })

  it('names an edit field by field, keeps it, and replaces it with --force', async () => {
    const [uid = ''] = await repository.uids()
    const { dashboard = {}, folder } = (await bench.read(uid)) ?? {}
    await bench.save({ ...dashboard, refresh: '15m' }, folder)
    const diff = await repository.dashboards('diff')
    expect(diff).toMatchObject({ code: exitCode.broken, stdout: expect.stringMatching(/changed in Grafana/) })
    expect(diff.stdout).toMatch(/^ {4}refresh: "\w+" -> "15m"$/m)
    expect(await repository.dashboards('deploy')).toMatchObject({ code: exitCode.broken })
    expect((await bench.read(uid))?.dashboard['refresh']).toBe('15m')
    expect(await repository.dashboards('deploy', '--force')).toMatchObject({ code: exitCode.held })
    expect(await repository.dashboards('diff')).toMatchObject({ code: exitCode.held })
  })

  it.each(dashboardEdits)('finds an edit of the $what, and nothing else', async ({ edit, fields }) => {
    const wanted = [wantedDashboard(bench.names.one, bench.names.folder)]
    await bench.deploy(wanted, { force: true })
    const { dashboard = {} } = (await bench.read(bench.names.one)) ?? {}
    await bench.save(edit(dashboard))
    const { rows, code } = await bench.deploy(wanted)
    expect(code).toBe(exitCode.broken)
    expect(rows[0]?.edits.map(({ field }) => field)).toEqual(fields)
    await bench.deploy(wanted, { force: true })
    expect((await bench.deploy(wanted)).rows).toMatchObject([{ outcome: 'unchanged' }])
  })

  it('refuses to deploy what is not in generated/, and touches nothing', async () => {
    await repository.replace('"refresh": "5s"', '"refresh": "10s"')
    const before = await versions()
    const refused = await repository.dashboards('deploy')
    expect(refused).toMatchObject({
      code: exitCode.broken,
      stdout: '',
      stderr: expect.stringContaining('sidelight generate'),
    })
    expect(await versions()).toEqual(before)
    await repository.generate()
  })

  it('asks for another data source on demand, and warns about one that is not there', async () => {
    const warned = await repository.dashboards('deploy', '--data-source', 'no-such-source')
    expect(warned).toMatchObject({ code: exitCode.held, stderr: expect.stringMatching(/warning: .*"no-such-source"/) })
    const [uid = ''] = await repository.uids()
    expect(JSON.stringify((await bench.read(uid))?.dashboard)).toContain('no-such-source')
    expect(await repository.dashboards('diff', '--data-source', 'no-such-source')).toMatchObject({ code: 0 })
    expect(await repository.dashboards('diff')).toMatchObject({ code: exitCode.broken })
    expect(await repository.dashboards('deploy')).toMatchObject({ code: exitCode.held })
  })

  it('prints no secret, whatever goes wrong', async () => {
    const outputs = await Promise.all([
      repository.dashboards('deploy', '--url', `${server.url.replace('//', '//ann:s3cret@')}`),
      repository.dashboards('deploy', '--url', 'http://ann:s3cret@127.0.0.1:1'),
      repository.dashboards('deploy', '--dry-run', '--json'),
    ])
    expect(outputs.map(({ code }) => code)).toEqual([exitCode.unmeasured, exitCode.unmeasured, exitCode.held])
    const printed = JSON.stringify(outputs)
    expect(printed).not.toContain('s3cret')
    expect(printed).not.toContain(accounts.editor)
  })
})
