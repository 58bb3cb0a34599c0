import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { describe } from 'vitest'
import { replayGrafana, unpacked } from '../clients/testing/grafana-exchanges.ts'
import { deployContract } from './testing/deploy-contract.ts'
import { accountsOf, contractNames, grafanaBench } from './testing/grafana-bench.ts'
import { provisionedContract } from './testing/provisioned-contract.ts'

const fixtures = resolve(import.meta.dirname, '../../tests/fixtures/grafana')
const tokens = { editor: 'an-editor', viewer: 'a-viewer' }

// The recordings are those of the slow tests; a request that no real Grafana has answered fails.
describe.each([
  { name: 'resource', interfaceName: /^dashboard\.grafana\.app\/v1/ },
  { name: 'legacy', interfaceName: /^\/api\/dashboards$/ },
])('dashboards deployed to a Grafana 12.4 as recorded, by its $name interface', ({ name, interfaceName }) => {
  deployContract(async () => {
    const recorded = unpacked(await readFile(join(fixtures, `deploy-${name}.json`), 'utf8'))
    const standIn = await replayGrafana(recorded, accountsOf(tokens))
    return {
      bench: grafanaBench(standIn, tokens, contractNames(name)),
      tokens,
      interfaceName,
      untilVisible: async () => undefined,
      end: () => standIn.close(),
    }
  })
})

describe.each(['resource', 'legacy'])(
  'dashboards that a Grafana 12.4 reads from files, as recorded, by its %s interface',
  (name) => {
    provisionedContract(async () => {
      const recorded = unpacked(await readFile(join(fixtures, `provisioned-${name}.json`), 'utf8'))
      const standIn = await replayGrafana(recorded, accountsOf(tokens))
      return { bench: grafanaBench(standIn, tokens, contractNames('provisioned')), end: () => standIn.close() }
    })
  },
)
