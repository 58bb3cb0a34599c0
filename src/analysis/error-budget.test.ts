import { describe, expect, it } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { micrometer } from '../model/runtimes/micrometer.ts'
import { type BudgetAnswers, budgetStates, isRequired } from './error-budget.ts'

const none: BudgetAnswers = { objective: [], coverage: [], remaining: [], burnRate: [], lasts: [] }
const only = wallet.slos['availability']
const service = { ...wallet, slos: only ? { availability: only } : {} }

function answers(values: Partial<Record<keyof BudgetAnswers, number>>): BudgetAnswers {
  const labels = { service: 'wallet', slo: 'availability', window: '30d' }
  const of = ([key, value]: [string, number]) => [key, [{ name: '', labels, value }]]
  return { ...none, ...Object.fromEntries(Object.entries(values).map(of)) }
}

describe('error budgets', () => {
  it.each([
    [0.51, undefined],
    [0.5, 'warn'],
    [0.25, 'ticket'],
    [0.01, 'ticket'],
    [0, 'freeze'],
    [-3, 'freeze'],
  ])('with %d left of a whole window, the step is %s', (remaining, step) => {
    const [state] = budgetStates([service], answers({ objective: 0.999, coverage: 1, remaining }))
    expect(state?.step).toBe(step)
    expect(state?.remaining).toBe(remaining)
  })

  it('are judged by what is spent for certain: a bad hour of a month that nobody has seen stops no release', () => {
    const seen = { objective: 0.999, coverage: 1 / 720, remaining: -99 }
    expect(budgetStates([service], answers(seen))[0]?.step).toBeUndefined()
    expect(budgetStates([service], answers({ ...seen, remaining: -719 }))[0]?.step).toBe('freeze')
  })

  it('follow the policy of the definition', () => {
    const lax = { ...service, errorBudgetPolicy: { freeze: '200%' } } as const
    expect(budgetStates([lax], answers({ objective: 0.999, coverage: 1, remaining: -0.5 }))[0]?.step).toBe('ticket')
  })

  it('are whole where there was no traffic, and unmeasured where nothing counted or no rule ran', () => {
    expect(budgetStates([service], answers({ objective: 0.999, coverage: 0.2 }))[0]?.remaining).toBe(1)
    expect(budgetStates([service], answers({ objective: 0.999, coverage: 0 }))[0]?.unmeasured).toContain('counted')
    expect(budgetStates([service], none)[0]?.unmeasured).toContain('rules')
  })

  it('are required only of what the runtime can tell', () => {
    const fleet = [{ ...wallet, runtime: micrometer() }]
    const states = budgetStates(fleet, none)
    expect(states.map((state) => `${state.slo} ${isRequired(fleet, state)}`)).toEqual([
      'p95 false',
      'p99 false',
      'availability true',
      'business-errors true',
    ])
    expect(states[0]?.unmeasured).toContain('without a request histogram')
  })
})
