import { rmSync } from 'node:fs'
import { expect, inject, it } from 'vitest'
import type { Fleet } from '../src/model/service.ts'
import { filesEnding, judged, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'
import { unusual, withoutHistogram } from './testing/fleets.ts'

const fleets: readonly (readonly [string, Fleet])[] = [
  ['a JVM service without a histogram', [withoutHistogram]],
  ['several windows, thresholds and subsets', [unusual]],
]

it.each(fleets)('generated rules pass the unit tests that are generated with them: %s', (_, fleet) => {
  const folder = written(alerts(fleet))
  const { code, output } = judged(
    inject('tools').promtool,
    ['test', 'rules', ...filesEnding(folder, '.test.yml')],
    folder,
  )
  rmSync(folder, { recursive: true, force: true })
  expect(code, output).toBe(0)
})
