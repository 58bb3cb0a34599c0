import { expect, inject, it } from 'vitest'
import { fleet as ownFleet } from '../services/index.ts'
import type { Fleet } from '../src/model/service.ts'
import { discard, filesEnding, judged, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'
import { native, unusual, withoutHistogram } from './testing/fleets.ts'

const fleets: readonly (readonly [string, Fleet])[] = [
  ['the fleet of this repository', ownFleet],
  ['a JVM service without a histogram', [withoutHistogram]],
  ['a service whose histogram is native', [native]],
  ['several windows, thresholds and subsets', [unusual]],
]

it.each(fleets)('generated rules pass the unit tests that are generated with them: %s', (_, fleet) => {
  const folder = written(alerts(fleet))
  const { code, output } = judged(
    inject('tools').promtool,
    ['test', 'rules', ...filesEnding(folder, '.test.yml')],
    folder,
  )
  discard(folder)
  expect(code, output).toBe(0)
})
