import { labels } from '../../src/model/names.ts'
import type { Service, Slo } from '../../src/model/service.ts'
import type { Sli } from '../sli.ts'

/** The SLO that a unit test is about. */
export interface Subject {
  readonly service: Service
  readonly id: string
  readonly slo: Slo
  readonly sli: Sli
}

/** The labels that tell the SLO's recorded series and alerts from all others. */
export function identity({ service, id }: Pick<Subject, 'service' | 'id'>): Readonly<Record<string, string>> {
  return { [labels.service]: service.name, [labels.slo]: id }
}
