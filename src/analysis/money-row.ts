import { type Evidence, isUnmeasured } from './run.ts'
import type { VerdictRow } from './verdict.ts'

/**
 * Whether the service holds the money that the scenario moved, between the bounds that movements without an answer leave.
 * None where the scenario keeps no account. The value is in cents; exact, so that one is too many.
 */
export function moneyRows({ counts }: Evidence): VerdictRow[] {
  if (isUnmeasured(counts) || counts.money === undefined) return []
  const { roomAbove, roomBelow, checks } = counts.money
  const row = {
    id: 'promise.money',
    title: 'Cents made or lost',
    kind: 'promise',
    // The service says what it holds: a generator at its limit changes nothing about that.
    measuredAt: 'service',
    comparison: '<=',
    bound: 0,
    unit: 'count',
  } as const
  if (checks === 0) {
    const reason = 'What the wallets hold could not be read at the end.'
    return [{ ...row, result: 'unmeasured', reason, required: false }]
  }
  const [made, lost] = [Math.max(0, -roomAbove), Math.max(0, -roomBelow)]
  if (made + lost === 0) return [{ ...row, value: 0, result: 'pass', required: true }]
  const parts = [...(made > 0 ? [`${made} cents made`] : []), ...(lost > 0 ? [`${lost} cents lost`] : [])]
  return [{ ...row, value: made + lost, result: 'fail', reason: `${parts.join(', ')}.`, required: true }]
}
