import { spawnSync } from 'node:child_process'
import { load } from 'js-yaml'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { fleet as ownFleet } from '../services/index.ts'
import { wallet } from '../services/wallet.ts'
import type { Fleet, Service, Slo } from '../src/model/service.ts'
import { discard, filesEnding, judged, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'
import type { RuleGroup } from './rules.ts'
import { hundred, native, service, unusual, withoutHistogram, withSlo } from './testing/fleets.ts'

const folders: string[] = []
function folderOf(fleet: Fleet): string {
  const folder = written(alerts(fleet))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) discard(folder)
})

const fleets: readonly (readonly [string, Fleet])[] = [
  ['the fleet of this repository', ownFleet],
  ['a JVM service without a histogram', [withoutHistogram]],
  ['several windows, thresholds and subsets', [wallet, unusual, withoutHistogram]],
  ['100 SLOs that share ids and alert names', hundred],
  ['a service whose histogram is native', [native]],
  ['a service that promises nothing', [service('quiet', { slos: {} })]],
]

function groupsOf(fleet: Fleet, ending: string): readonly RuleGroup[] {
  return alerts(fleet)
    .filter(({ path }) => path.endsWith(ending))
    .flatMap(({ body }) => (load(body) as { groups: RuleGroup[] }).groups)
}

/** Rules of the SLO part: all but those on coverage, policy and missing data. */
function sloRules(fleet: Fleet): number {
  const others = /coverage|process_start|^(ErrorBudgetSpent|SloNotMeasured)$/
  return groupsOf(fleet, 'slo.rules.yml')
    .flatMap((group) => group.rules)
    .filter((rule) => !others.test('record' in rule ? rule.record : rule.alert)).length
}

describe('generated rules', () => {
  it.each(fleets)('are clean under promtool with all lints: %s', (_, fleet) => {
    const folder = folderOf(fleet)
    const files = filesEnding(folder, '.rules.yml')
    const { code, output } = judged(
      inject('tools').promtool,
      ['check', 'rules', '--lint=all', '--lint-fatal', ...files],
      folder,
    )
    expect(output).not.toMatch(/FAILED|duplicate/)
    expect(code, output).toBe(0)
  })

  // https://cloudflare.github.io/pint/: `go install github.com/cloudflare/pint/cmd/pint`
  it.skipIf(spawnSync('pint', ['version']).error !== undefined).each(fleets)('are clean under pint: %s', (_, fleet) => {
    const folder = folderOf(fleet)
    const { code, output } = judged('pint', ['--no-color', 'lint', ...filesEnding(folder, '.rules.yml')], folder)
    expect(output).not.toMatch(/^(Warning|Bug|Fatal)/m)
    expect(code, output).toBe(0)
  })

  it('pass some of the unit tests that are generated with them', () => {
    const folder = folderOf(ownFleet)
    // All of them take half a minute: `unit-tests.slow.test.ts`.
    const { code, output } = judged(
      inject('tools').promtool,
      ['test', 'rules', '--run=one name|availability: an outage|no traffic|stop', ...filesEnding(folder, '.test.yml')],
      folder,
    )
    expect(code, output).toBe(0)
  })

  it('are as few as promised', () => {
    expect(sloRules([wallet])).toBeLessThanOrEqual(35)
    const all = groupsOf([wallet], '.rules.yml').flatMap((group) => group.rules)
    expect(all.length - sloRules([wallet])).toBeLessThanOrEqual(15)
    const promise = { kind: 'availability', title: 'More', objective: '99%', window: '30d' } as const
    const added = (slo: Slo) => sloRules([withSlo(wallet, 'more', slo)]) - sloRules([wallet])
    expect(added(promise)).toBeLessThanOrEqual(5)
    expect(added({ ...promise, operations: ['create'] })).toBeLessThanOrEqual(7)
    expect(sloRules(hundred) - sloRules([wallet])).toBe(24 * 12)
  })

  it('read no raw series over more than an hour', () => {
    for (const group of groupsOf([wallet, unusual], 'slo.rules.yml'))
      for (const { expr } of group.rules)
        for (const [, series] of expr.matchAll(/([a-z_:0-9]+)(?:\{[^}]*\})?\[([^\]]+)\]/g))
          expect(series).toMatch(/^slo:/)
  })

  it('leave the evaluation interval to Prometheus', () => {
    for (const { path, body } of alerts([wallet, unusual]))
      if (path.endsWith('.rules.yml')) expect(body).not.toMatch(/^\s+interval:/m)
  })

  it('are the same bytes every time', () => {
    expect(alerts([wallet, unusual])).toEqual(alerts([structuredClone(wallet), structuredClone(unusual)]))
  })

  it('do not mention what may change about an SLO without ending its history', () => {
    const renamed: Service = {
      ...wallet,
      owner: 'others',
      tier: 3,
      slos: Object.fromEntries(Object.entries(wallet.slos).map(([id, slo]) => [id, { ...slo, title: 'Renamed' }])),
    }
    const streams = (fleet: Fleet) =>
      groupsOf(fleet, 'slo.rules.yml').flatMap((group) =>
        group.rules.filter((rule) => 'record' in rule && /^slo:events/.test(rule.record)),
      )
    expect(streams([renamed])).toEqual(streams([wallet]))
  })

  it('leave out what cannot be measured, and limits of what the runtime does not show', () => {
    const text = alerts([withoutHistogram])
      .map(({ body }) => body)
      .join('')
    expect(text).not.toMatch(/_bucket|slo: p95|DatabasePoolAboveLimit/)
    expect(text).toMatch(/slo: availability/)
    expect(text).toMatch(/HeapAboveLimit/)
  })

  it('leave out a condition that no SLO can meet', () => {
    const lax = service('lax', {
      slos: { lax: { kind: 'availability', title: 'Lax', objective: '90%', window: '30d' } },
    })
    const page = groupsOf([lax], 'fleet/slo.rules.yml')
      .flatMap((group) => group.rules)
      .find((rule) => 'alert' in rule && rule.alert === 'ErrorBudgetBurnsFast')
    expect(page?.expr).not.toContain('14.4')
    expect(page?.expr).toContain('> 6')
  })
})
