import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe } from 'vitest'
import { packed, recordGrafana } from '../clients/testing/grafana-exchanges.ts'
import { type GrafanaServer, installedGrafana, realGrafana } from '../clients/testing/grafana-server.ts'
import { deployContract } from './testing/deploy-contract.ts'
import { accountsOf, contractNames, grafanaBench, makeAccounts } from './testing/grafana-bench.ts'

const fixtures = resolve(import.meta.dirname, '../../tests/fixtures/grafana')
const hasGrafana = Boolean(process.env['GRAFANA_URL']) || (await installedGrafana()) !== undefined

async function untilVisible(url: string, token: string): Promise<void> {
  for (let tries = 0; tries < 180; tries++) {
    if ((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).ok) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`${url} stays hidden`)
}

describe.skipIf(!hasGrafana)('dashboards deployed to a real Grafana (GRAFANA_URL, or installed)', () => {
  let server: GrafanaServer | undefined
  beforeAll(async () => {
    server = await realGrafana()
  })
  const removals: (() => Promise<void>)[] = []
  afterAll(async () => {
    await Promise.all(removals.map((remove) => remove()))
    await server?.stop()
  })

  describe.each([
    { name: 'resource', hidden: undefined, interfaceName: /^dashboard\.grafana\.app\/v1/ },
    { name: 'legacy', hidden: '/apis/', interfaceName: /^\/api\/dashboards$/ },
  ])('by its $name interface', ({ name, hidden, interfaceName }) => {
    deployContract(async () => {
      if (server === undefined)
        throw new Error('GRAFANA_URL is set: set GRAFANA_USER and GRAFANA_PASSWORD of an admin, too')
      const { url } = server
      const accounts = await makeAccounts(server, name)
      removals.push(accounts.remove)
      const recorder = await recordGrafana(server.url, accountsOf(accounts), hidden)
      const isRecorded = Boolean(process.env['GRAFANA_RECORD'])
      const names = contractNames(isRecorded ? name : `${name}-${process.pid}`)
      const bench = grafanaBench(recorder, accounts, names)
      await bench.clear()
      const before = recorder.exchanges.length
      return {
        bench,
        tokens: accounts,
        interfaceName,
        untilVisible: (uid) => untilVisible(`${url}/api/dashboards/uid/${uid}`, accounts.viewer),
        async end() {
          const recorded = recorder.exchanges.slice(before)
          await bench.clear()
          await recorder.close()
          if (!isRecorded) return
          await mkdir(fixtures, { recursive: true })
          await writeFile(join(fixtures, `deploy-${name}.json`), packed(recorded))
        },
      }
    })
  })
})
