import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { firstSaturated, limitedResources } from './saturation.ts'

const cpu = { resource: 'cpu', title: 'CPU', bound: 0.8 } as const
const pool = { resource: 'databasePool', title: 'database pool', bound: 0.8 } as const

describe('the first saturated resource', () => {
  test('is the one that reached its limit first, however high the other went later', () => {
    const found = firstSaturated([
      {
        ...cpu,
        points: [
          [10, 0.5],
          [20, 0.9],
          [30, 1],
        ],
      },
      {
        ...pool,
        points: [
          [10, 0.1],
          [20, 0.2],
          [30, 1],
        ],
      },
    ])
    expect(found).toEqual({ ...cpu, at: 20, level: 0.9 })
  })

  test('is the one that came nearest where none reached its limit, and has no time', () => {
    const found = firstSaturated([
      { ...cpu, points: [[10, 0.3]] },
      {
        ...pool,
        points: [
          [10, 0.1],
          [20, 0.7],
          [30, Number.NaN],
        ],
      },
    ])
    expect(found).toEqual({ ...pool, level: 0.7 })
  })

  test('is unknown where nothing was measured', () => {
    expect(firstSaturated([{ ...cpu, points: [] }])).toBeUndefined()
  })

  test('is one of those that the definition limits', () => {
    expect(limitedResources(wallet).map(({ resource }) => resource)).toEqual(['cpu', 'databasePool', 'heap'])
    expect(limitedResources({ ...wallet, limits: {} })).toEqual([])
  })
})
