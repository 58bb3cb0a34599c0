import { describe, expect, test } from 'vitest'
import { alerts } from '../alerts/index.ts'
import { runbooks } from '../alerts/runbooks/index.ts'
import { dashboardFiles } from '../dashboards/exclusions.ts'
import { targetFiles } from '../monitoring/stack/configuration.ts'
import { defaultPorts } from '../monitoring/stack/parts.ts'
import { wallet } from '../services/wallet.ts'
import { judge } from '../src/analysis/judge.ts'
import { goodEvidence, loadCounts } from '../src/analysis/testing/evidence.ts'
import { unobservedSignals } from '../src/analysis/unobserved.ts'
import { noMetrics } from '../src/model/runtimes/no-metrics.ts'
import { defineService, type Fleet } from '../src/model/service.ts'
import { validateFleet } from '../src/model/validate/validate.ts'

const reason = 'It is run by its vendor.'

/** A service that exposes nothing, as someone would write it down. */
const bought = defineService({
  name: 'bought',
  title: 'Bought Service',
  description: 'Somebody else runs it.',
  owner: 'shop',
  tier: 2,
  runtime: noMetrics(reason),
  baseUrl: 'http://localhost:8082',
  baseUrlVariable: 'BOUGHT_SERVICE_URL',
  endpoints: { health: '/health', ready: '/health' },
  operations: {
    look: { method: 'GET', uri: '/things', loadTarget: { target: '50ms', acceptable: '100ms', critical: '1s' } },
  },
  slos: {
    fast: { kind: 'latency', title: 'Fast', objective: '95%', within: '123ms', window: '30d' },
    up: { kind: 'availability', title: 'Up', objective: '99%', window: '30d' },
  },
  limits: {},
  loadProfiles: {},
})

const made = (fleet: Fleet) => [...dashboardFiles(fleet), ...alerts(fleet), ...runbooks(fleet)]

describe('a service that exposes no metrics', () => {
  test('is a sound definition: nothing is found, not even a warning', () => {
    expect(validateFleet([bought]).findings).toEqual([])
  })

  test('gets the dashboard of load tests and nothing that could not have data', () => {
    const artefacts = made([bought])
    expect(artefacts.map(({ path }) => path.replace(/^generated\//, '')).sort()).toEqual([
      'alerts/fleet/alertmanager.yml',
      'dashboards-v2/fleet/.lint',
      'dashboards-v2/fleet/load-test.json',
      'dashboards/fleet/.lint',
      'dashboards/fleet/load-test.json',
    ])
    const dashboard = artefacts.find(({ path }) => path.endsWith('dashboards/fleet/load-test.json'))?.body ?? ''
    expect(dashboard).toContain('k6_http_req_duration_seconds')
    expect(dashboard).not.toContain(bought.runtime.requests.metric)
    expect(dashboard).not.toContain('$job')
  })

  test('changes nothing of the services beside it but what the fleet shares', () => {
    const own = (fleet: Fleet) => made(fleet).filter(({ path }) => !path.includes('fleet/load-test'))
    expect(own([wallet, bought])).toEqual(own([wallet]))
  })

  test('is not scraped', () => {
    const options = {
      directory: '.',
      packageDirectory: '.',
      fleet: [wallet, bought],
      ports: defaultPorts,
      ownService: undefined,
      webhook: '',
      rehearsedRules: undefined,
    }
    const jobs = targetFiles(options)['services.yml']?.map(({ labels }) => labels?.['job'])
    expect(jobs).toEqual([wallet.job])
  })

  test('is judged by what the client saw, each SLO; what is the service’s is declared absent', () => {
    const signals = unobservedSignals(bought, reason)
    const { outcome, rows, summary } = judge(bought, {
      ...goodEvidence(bought),
      counts: loadCounts(bought, 900),
      signals,
    })
    expect(rows.filter(({ required, result }) => required && result !== 'pass')).toEqual([])
    expect(outcome).toBe('held')
    expect(summary).toContain(`Measured at the client alone: ${reason}`)
    for (const id of ['fast', 'up']) {
      expect(rows).toContainEqual(expect.objectContaining({ id: `slo.${id}.client`, result: 'pass' }))
      const atService = { id: `slo.${id}.service`, result: 'unmeasured', required: false, reason }
      expect(rows).toContainEqual(expect.objectContaining(atService))
    }
  })
})

test.each([
  [{ endpoints: { ...bought.endpoints, metrics: '/metrics' as const } }, 'metrics-unread', 'endpoints.metrics'],
  [{ business: { succeeded: { looks: 'looks_total' }, failed: 'failed_total' } }, 'metrics-unread', 'business'],
  [
    { slos: { right: { kind: 'business-errors', title: 'Right', objective: '99%', window: '30d' } } },
    'slo-without-counters',
    'slos.right.kind',
  ],
  [{ runtime: wallet.runtime, slos: {} }, 'metrics-page-missing', 'endpoints.metrics'],
])('a definition at odds with itself is refused: %o', (change, code, path) => {
  const { fleet, findings } = validateFleet([{ ...bought, ...change }])
  expect(fleet).toBeUndefined()
  expect(findings).toContainEqual(expect.objectContaining({ code, path, severity: 'error' }))
})

test('a limit on what nobody measures is a warning', () => {
  const { findings } = validateFleet([
    { ...bought, limits: { cpu: { below: '80%' }, meanResponse: { below: '50ms' } } },
  ])
  expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
    'limit-unmeasured limits.cpu',
    'limit-unmeasured limits.meanResponse',
  ])
})
