import { labels, loadMetrics } from './names.ts'

const ofRun = [labels.testid, 'scenario', 'group']
const ofRequest = [
  ...ofRun,
  labels.operation,
  'method',
  'status',
  'expected_response',
  'proto',
  'tls_version',
  'error_code',
]

/** Every metric that k6 writes in a run of this product, as Prometheus names it, with the labels that it may carry. */
export const loadVocabulary: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  [loadMetrics.requests, ofRequest],
  [loadMetrics.duration, ofRequest],
  [loadMetrics.failed, ofRequest],
  [loadMetrics.virtualUsers, ofRun],
  [loadMetrics.iterations, ofRun],
  [loadMetrics.droppedIterations, ofRun],
  [loadMetrics.checks, [...ofRun, 'check']],
  [loadMetrics.dataSent, ofRun],
  [loadMetrics.dataReceived, ofRun],
  [loadMetrics.offered, [...ofRun, labels.operation]],
  [loadMetrics.errors, [...ofRun, labels.operation, labels.errorClass]],
])
