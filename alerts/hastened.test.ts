import { parser } from '@prometheus-io/lezer-promql'
import { load } from 'js-yaml'
import { describe, expect, inject, it } from 'vitest'
import { wallet } from '../services/wallet.ts'
import { discard, filesEnding, judged, written } from '../tests/support/tool-runs.ts'
import { hastenedRules } from './hastened.ts'
import { alerts } from './index.ts'
import type { RuleGroup } from './rules.ts'

const factor = 60
const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 }

const rulesOf = (artefacts: ReturnType<typeof alerts>) =>
  artefacts
    .filter(({ path }) => path.endsWith('.rules.yml'))
    .flatMap(({ body }) => (load(body) as { groups: RuleGroup[] }).groups.flatMap(({ rules }) => rules))

function secondsOf(text: string): number {
  const [, amount, unit = ''] = /^(\d+)(\D+)$/.exec(text) ?? []
  return Number(amount) * (units[unit] ?? Number.NaN)
}

/** The durations of an expression by Prometheus' own grammar, in seconds, and the expression without them. */
function taken(expression: string): { durations: number[]; rest: string } {
  const durations: number[] = []
  let rest = ''
  let end = 0
  parser.parse(expression).iterate({
    enter: ({ name, from, to }) => {
      if (name !== 'NumberDurationLiteralInDurationContext' || !/[a-z]$/.test(expression.slice(from, to))) return
      durations.push(secondsOf(expression.slice(from, to)))
      rest += expression.slice(end, from)
      end = to
    },
  })
  return { durations, rest: rest + expression.slice(end) }
}

describe('hastened rules', () => {
  const [usual, faster] = [rulesOf(alerts([wallet])), rulesOf(hastenedRules([wallet], factor))]

  it('have every duration of every expression divided, and nothing else changed', () => {
    expect(faster).toHaveLength(usual.length)
    let seen = 0
    for (const [index, rule] of usual.entries()) {
      const [before, after] = [taken(rule.expr), taken(faster[index]?.expr ?? '')]
      // To the millisecond, which is the least that Prometheus knows.
      expect(after.durations).toEqual(before.durations.map((each) => Math.round((each * 1000) / factor) / 1000))
      expect(after.rest).toBe(before.rest)
      const { expr: _, ...others } = rule
      expect(faster[index]).toMatchObject(others)
      seen += before.durations.length
    }
    expect(seen).toBeGreaterThan(30)
  })

  it('leave alone what only looks like a duration: in names and in strings', () => {
    const odd = { ...wallet, job: 'offset 5m[1h]' }
    const [text] = hastenedRules([odd], factor).map(({ body }) => body)
    expect(text).toContain('offset 5m[1h]')
    expect(text).toContain('[5s]')
    expect(text).not.toMatch(/slo:events:increase\d+s/)
  })

  it('are rules that promtool takes', () => {
    const folder = written(hastenedRules([wallet], factor))
    const { code, output } = judged(
      inject('tools').promtool,
      ['check', 'rules', ...filesEnding(folder, '.yml')],
      folder,
    )
    discard(folder)
    expect(code, output).toBe(0)
  })
})
