import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { violations } from '../exclusions.ts'
import { exclusionsFor } from '../exclusions-of.ts'
import { dashboards } from '../index.ts'
import { type EditableDashboard, defects as meaning } from '../testing/defects.ts'
import { structureDefects } from '../testing/structure-defects.ts'
import { variants } from '../testing/variants.ts'
import { rules } from './lint.ts'
import { lintedDashboard } from './linted.ts'

const defects = [...meaning, ...structureDefects]
const generated = dashboards(variants)
// The defects go into the dashboards of one service: those of the others differ in names.
const spoilt = dashboards([wallet])

function findings(content: unknown): readonly string[] {
  const dashboard = lintedDashboard(content, variants)
  if (dashboard === undefined) throw new Error('no dashboard')
  return violations(dashboard, exclusionsFor([dashboard]), rules)
}

describe('the generated dashboards break no rule', () => {
  test.each(generated)('$path', ({ body }) => {
    expect(findings(JSON.parse(body))).toEqual([])
  })
})

test('seeded defects are caught', () => {
  const survivors: string[] = []
  let seeded = 0
  const used = new Set<string>()
  for (const { path, body } of spoilt)
    for (const [name, spoil] of defects) {
      const dashboard = JSON.parse(body) as EditableDashboard
      if (!spoil(dashboard)) continue
      used.add(name)
      seeded += 1
      if (findings(dashboard).length === 0) survivors.push(`${name} in ${path}`)
    }
  const caught = seeded - survivors.length
  process.stdout.write(
    `${used.size} kinds of defect, seeded ${seeded} times: ${caught} caught (${((100 * caught) / seeded).toFixed(1)}%)\n`,
  )
  process.stdout.write(survivors.map((name) => `  not caught: ${name}\n`).join(''))
  expect(defects.map(([name]) => name).filter((name) => !used.has(name))).toEqual([])
  expect(used.size).toBeGreaterThanOrEqual(40)
  expect(survivors).toEqual([])
})
