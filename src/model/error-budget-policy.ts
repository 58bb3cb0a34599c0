import type { Service } from './service.ts'
import { share } from './units.ts'

/** The steps of an error-budget policy, in the order in which a budget reaches them. */
export const policySteps = ['warn', 'ticket', 'freeze'] as const

export type PolicyStep = (typeof policySteps)[number]

/** The policy of a service whose definition names none: shares of the budget that are spent. */
export const defaultPolicy = { warn: '50%', ticket: '75%', freeze: '100%' } as const

/** The share of the error budget, from 0, whose spending makes the step due. Above 1 it is due later than the budget ends. */
export function policyShare(service: Pick<Service, 'errorBudgetPolicy'>, step: PolicyStep): number {
  return share(service.errorBudgetPolicy?.[step] ?? defaultPolicy[step])
}

/** The last step that a budget with this share spent has reached; `undefined` while there is nothing to do. */
export function stepReached(service: Pick<Service, 'errorBudgetPolicy'>, spent: number): PolicyStep | undefined {
  return policySteps.findLast((step) => spent >= policyShare(service, step))
}
