import { describe, expect, it } from 'vitest'
import { wallet } from '../services/wallet.ts'
import { backfillFiles, backfillRounds } from './backfill.ts'
import { hundred, unusual } from './testing/fleets.ts'

// backfill.slow.test.ts runs the rounds by promtool against a real Prometheus.

const names = (rounds: ReturnType<typeof backfillRounds>) =>
  rounds.map((rules) => [...new Set(rules.map(({ record }) => record))])

describe('the rounds of a backfill', () => {
  it('compute first what the next need: counts, what they add, the total of it', () => {
    expect(names(backfillRounds([wallet]))).toEqual([
      ['slo:objective:ratio', 'slo:events:count'],
      ['slo:events:count'],
      // Of requests within a threshold: a part of what the rounds before recorded.
      ['slo:events:count'],
      ['slo:events:count_previous'],
      ['slo:events:added'],
      ['slo:events:total'],
      ['slo:events:total_resumed'],
    ])
  })

  it('are no more for a hundred SLOs than for one', () => {
    expect(backfillRounds(hundred)).toHaveLength(backfillRounds([wallet]).length)
  })

  it('need nothing that is computed in the same round or a later one', () => {
    for (const fleet of [[wallet], [unusual], [wallet, unusual]]) {
      const rounds = backfillRounds(fleet)
      const recorded = names(rounds).map((own, round) => ({ own, later: names(rounds).slice(round).flat() }))
      for (const [round, rules] of rounds.entries())
        for (const { record, expr } of rules) {
          // A count of bad events is told from that of all events of the same SLO, which has another label.
          const later = recorded[round]?.later.filter((name) => name !== record && name !== 'slo:events:count') ?? []
          expect(later.filter((name) => new RegExp(`${name}(?![\\w:])`).test(expr))).toEqual([])
        }
    }
  })

  it('are files of one name and one group, so that all are evaluated at the same moments', () => {
    const files = backfillFiles([wallet])
    expect(files.map(({ path }) => path).slice(0, 2)).toEqual(['01/rules.yml', '02/rules.yml'])
    for (const { body } of files) expect(body).toMatch(/^groups:\n {2}- name: slo\n/)
  })

  it('are none where nothing is measured', () => {
    expect(backfillRounds([])).toEqual([])
  })
})
