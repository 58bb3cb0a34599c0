// The public types and constructors of a definition: what `import … from 'sidelight/model'` gives.

export type { RuntimeOptions, RuntimePreset, Signal, Signals } from './runtime.ts'
export type { MicrometerOptions } from './runtimes/micrometer.ts'
export { micrometer } from './runtimes/micrometer.ts'
export { noMetrics } from './runtimes/no-metrics.ts'
export { promClient } from './runtimes/prom-client.ts'
export type {
  ErrorBudgetPolicy,
  Fleet,
  LoadProfile,
  LoadTarget,
  Operation,
  ResourceLimits,
  Scenario,
  Service,
  ServiceDefinition,
  Slo,
} from './service.ts'
export { defineService } from './service.ts'
export type { Duration, Rate, Ratio, Size } from './units.ts'
