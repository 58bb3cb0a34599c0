import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { wallet } from '../services/wallet.ts'
import { discard, judged, written } from '../tests/support/tool-runs.ts'
import { alerts } from './index.ts'
import { alerting, budgets, limits } from './testing/alerting-faults.ts'
import { counting, increases, windows } from './testing/counting-faults.ts'
import type { Fault } from './testing/fault.ts'

// Each fault is one that a hand-written rule has had somewhere. The generated unit tests, which pass without it
// (`unit-tests.slow.test.ts`), must notice all of them.
const faults = [...counting, ...increases, ...windows, ...alerting, ...budgets, ...limits]

let folder = ''
beforeAll(() => {
  folder = written(alerts([wallet]))
})
afterAll(() => discard(folder))

function verdict({ suite, tests }: Fault) {
  return judged(inject('tools').promtool, ['test', 'rules', `--run=${tests}`, `${suite}.test.yml`], folder)
}

it.each(faults)('the generated unit tests notice: $what', (fault) => {
  const { from, to, suite } = fault
  const path = join(folder, suite === 'wallet/limits' ? 'wallet/limits.rules.yml' : 'fleet/slo.rules.yml')
  const right = readFileSync(path, 'utf8')
  const wrong = right.replace(from, to)
  expect(wrong).not.toBe(right)
  writeFileSync(path, wrong)
  const { code, output } = verdict(fault)
  writeFileSync(path, right)
  // A rule that does not even parse would be no proof.
  expect(output).toMatch(/exp:.*\n\s+got:/)
  expect(code).not.toBe(0)
})
