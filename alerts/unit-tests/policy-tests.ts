import { policyShare, policySteps } from '../../src/model/error-budget-policy.ts'
import { alertNames, labels, records } from '../../src/model/names.ts'
import { errorBudget, seconds } from '../../src/model/units.ts'
import { type Expectation, firing, type PromtoolTest, promtoolTest, recorded } from './promtool.ts'
import { failing } from './scenarios.ts'
import { identity, type Subject } from './subject.ts'

// Beyond it a budget is too large for a quick test.
const longest = 300

/** Minutes of a total outage, with nothing before it, until this share of the budget is spent for certain. */
function minutesUntil(spent: number, { slo }: Subject): number {
  return Math.ceil((spent * errorBudget(slo.objective) * seconds(slo.window)) / 60)
}

/** The share of the SLO's window of which these first minutes are. */
function covered(minutes: number, { slo }: Subject): number {
  return (minutes * 60) / seconds(slo.window)
}

function policyTest(subject: Subject): readonly PromtoolTest[] {
  const due = policySteps
    .map((name) => ({ name, minute: minutesUntil(policyShare(subject.service, name), subject) }))
    .filter(({ minute }) => minute > 0 && minute <= longest)
  const last = Math.max(0, ...due.map(({ minute }) => minute)) + 1
  // By its tier the alert finds its receiver.
  const own = {
    ...identity(subject),
    [labels.tier]: String(subject.service.tier),
    [labels.window]: subject.slo.window,
  }
  const at = (minute: number, name: string, count: number) =>
    firing(minute, alertNames.budgetSpent, { ...own, [labels.policy]: name }, count)
  const expected = due.flatMap(({ name, minute }): readonly Expectation[] => [
    at(minute - 1, name, 0),
    at(minute + 1, name, 1),
  ])
  if (expected.length === 0) return []
  return [
    promtoolTest(
      `${subject.id}: each step of the error-budget policy is due when its share is spent for certain`,
      subject.sli.series([failing(last)]),
      [...expected, recorded(last, records.coverage, identity(subject), covered(last, subject))],
    ),
  ]
}

/** The unit test of the service's error-budget policy, by the SLO whose budget is spent soonest. */
export function policyTests(subjects: readonly Subject[]): readonly PromtoolTest[] {
  const size = ({ slo }: Subject) => errorBudget(slo.objective) * seconds(slo.window)
  const [smallest] = [...subjects].sort((left, right) => size(left) - size(right))
  return smallest ? policyTest(smallest) : []
}
