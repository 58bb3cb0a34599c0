import { operationOf } from '../../../src/analysis/counters.ts'
import { isUnmeasured, type Measured } from '../../../src/analysis/run.ts'
import type { Sample } from '../../../src/analysis/sample.ts'
import type { Service } from '../../../src/model/service.ts'
import type { Answers } from './reading.ts'

const nothing: Answers = { requests: 0, clientErrors: 0, serverErrors: 0 }

function plus(answers: Answers, value: number, status: string): Answers {
  return {
    requests: answers.requests + value,
    clientErrors: answers.clientErrors + (/^4\d\d$/.test(status) ? value : 0),
    serverErrors: answers.serverErrors + (/^5\d\d$/.test(status) ? value : 0),
  }
}

/** What all operations and each of them were answered with, from what the service's counters grew by. */
export function answersOf(
  service: Service,
  grown: Measured<readonly Sample[]>,
): { readonly all: Measured<Answers>; readonly operations: Readonly<Record<string, Measured<Answers>>> } {
  const names = Object.keys(service.operations)
  const none = (reason: Measured<never>) => ({
    all: reason,
    operations: Object.fromEntries(names.map((name) => [name, reason])),
  })
  if (isUnmeasured(grown)) return none(grown)
  const { metric, labels } = service.runtime.requests
  const counts = grown.filter(({ name }) => name === `${metric}_count`)
  if (counts.length === 0) return none({ unmeasured: `The service exposes no ${metric} of its operations.` })
  let all = nothing
  const operations: Record<string, Answers> = Object.fromEntries(names.map((name) => [name, nothing]))
  for (const sample of counts) {
    const name = operationOf(service, sample)
    if (name === undefined) continue
    const status = sample.labels[labels.status] ?? ''
    all = plus(all, sample.value, status)
    operations[name] = plus(operations[name] ?? nothing, sample.value, status)
  }
  return { all, operations }
}
