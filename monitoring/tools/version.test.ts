import { describe, expect, inject, test } from 'vitest'
import { catalogue, toolNames } from './catalogue.ts'
import { compareVersions, versionInBanner, versionInBuildInformation, versionOf } from './version.ts'

describe('versionInBanner', () => {
  test.each([
    ['k6 v1.8.1 (go1.26.8, linux/amd64)', '1.8.1'],
    ['k6 v2.2.0 (commit/abc, go1.26, darwin/arm64)', '2.2.0'],
    ['k6.exe v0.57.0 (go1.23)', '0.57.0'],
    ['prometheus, version 3.8.0 (branch: HEAD, revision: abc)\n  go version: go1.25', '3.8.0'],
    ['prometheus, version 2.42.0+ds (branch: debian/sid, revision: 2.42.0+ds-5+b5)', '2.42.0'],
    ['alertmanager, version 0.32.0-rc.1 (branch: HEAD)', '0.32.0-rc.1'],
    // What `go install` built: the version of Go in a later line must not be taken for its own.
    ['prometheus, version  (branch: , revision: unknown)\n  go version:       go1.26.8', undefined],
    ['another program altogether', undefined],
  ])('%s', (banner, version) => {
    expect(versionInBanner(banner)).toBe(version)
  })
})

describe('versionInBuildInformation', () => {
  const information = (module: string, version: string) =>
    `/x/y: go1.26.8\n\tpath\t${module}/cmd/y\n\tmod\t${module}\t${version}\th1:abc=\n\tdep\tother\tv9.9.9\th1:x=\n`

  test('Prometheus counts its module’s versions in another way', () => {
    const text = information('github.com/prometheus/prometheus', 'v0.316.0')
    expect(versionInBuildInformation(catalogue.prometheus, text)).toBe('3.16.0')
    expect(versionInBuildInformation(catalogue.promtool, text.replace('v0.316.0', 'v0.308.1'))).toBe('3.8.1')
  })

  test('the others do not', () => {
    const text = information('github.com/prometheus/alertmanager', 'v0.31.1')
    expect(versionInBuildInformation(catalogue.amtool, text)).toBe('0.31.1')
  })

  test('another module, and a build without a version, say nothing', () => {
    expect(versionInBuildInformation(catalogue.k6, information('example.com/k6', 'v9.0.0'))).toBeUndefined()
    expect(versionInBuildInformation(catalogue.k6, information('go.k6.io/k6', '(devel)'))).toBeUndefined()
  })
})

test.each([
  ['1.8.0', '1.8.0', 0],
  ['1.10.0', '1.9.9', 1],
  ['0.25.0', '0.28.0', -1],
  ['3.8.0', '3.8', 0],
  ['2.0.0', '1.8.1', 1],
])('compareVersions(%s, %s)', (one, other, order) => {
  expect(Math.sign(compareVersions(one, other))).toBe(order)
})

test.each(toolNames)('the real %s tells its version, and it is new enough', async (name) => {
  const version = await versionOf(catalogue[name], inject('tools')[name], process.env)
  expect(version).toBeDefined()
  expect(compareVersions(version ?? '0', catalogue[name].minimum)).toBeGreaterThanOrEqual(0)
})
