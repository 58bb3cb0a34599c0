import type { Service } from '../../src/model/service.ts'
import type { RowDraft } from '../panel.ts'
import { businessFailuresPanel } from './business-failures.ts'
import { failuresByOperationPanel } from './by-operation.ts'
import { errorAnswersPanel } from './error-answers.ts'
import { failedSharePanel } from './failed-share.ts'
import { refusalsPanel } from './refusals.ts'

/** What went wrong. */
export function errorsRow(service: Service): RowDraft {
  const { business } = service
  const ofBusiness = [
    ...(business ? [businessFailuresPanel(service, business)] : []),
    ...(business?.rejected ? [refusalsPanel(service, business.rejected)] : []),
  ]
  return {
    key: 'errors',
    title: 'Errors',
    lines: [
      [failedSharePanel(service), errorAnswersPanel(service), failuresByOperationPanel(service)],
      ...(ofBusiness.length > 0 ? [ofBusiness] : []),
    ],
  }
}
