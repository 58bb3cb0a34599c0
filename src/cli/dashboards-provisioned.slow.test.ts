import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe } from 'vitest'
import { packed, recordGrafana } from '../clients/testing/grafana-exchanges.ts'
import { installedGrafana, startGrafana } from '../clients/testing/grafana-server.ts'
import { accountsOf, contractNames, grafanaBench, makeAccounts, wantedDashboard } from './testing/grafana-bench.ts'
import { provisionedContract, provisionedUid } from './testing/provisioned-contract.ts'

const fixtures = resolve(import.meta.dirname, '../../tests/fixtures/grafana')
const installation = await installedGrafana()

describe.skipIf(installation === undefined).each([
  { name: 'resource', hidden: undefined },
  { name: 'legacy', hidden: '/apis/' },
])('dashboards that a real Grafana reads from files, by its $name interface', ({ name, hidden }) => {
  provisionedContract(async () => {
    if (installation === undefined) throw new Error('skipped')
    const names = contractNames('provisioned')
    const folder = await mkdtemp(join(tmpdir(), 'sidelight-provisioned-'))
    await mkdir(join(folder, names.folder))
    const { file } = wantedDashboard(provisionedUid, names.folder)
    await writeFile(join(folder, names.folder, `${provisionedUid}.json`), JSON.stringify(file))
    const server = await startGrafana(installation, folder)
    const accounts = await makeAccounts(server, name)
    const recorder = await recordGrafana(server.url, accountsOf(accounts), hidden)
    const bench = grafanaBench(recorder, accounts, names)
    return {
      bench,
      async end() {
        await recorder.close()
        await server.stop()
        await rm(folder, { recursive: true, force: true })
        if (!process.env['GRAFANA_RECORD']) return
        const recorded = packed(recorder.exchanges).replaceAll(folder, '/dashboards')
        await writeFile(join(fixtures, `provisioned-${name}.json`), recorded)
      },
    }
  })
})
