import type { Service } from './service.ts'

// Every metric, label, uid and rule name that this product defines, in one place.

/** The product's name: package, command, and the owner that generated files and dashboards carry. */
export const product = 'sidelight'

/** Uid of Grafana's data source in both stacks; dashboards choose it by variable. */
export const dataSourceUid = 'sidelight-prometheus'

/** Labels that the product puts on its rules and alerts. */
export const labels = {
  service: 'service',
  slo: 'slo',
  window: 'window',
  severity: 'severity',
  tier: 'tier',
  /** Of the counted streams of an SLO: which events (`eventKinds`). */
  event: 'event',
  /** Of the counted streams of an SLO: which definition counted them; counts of two definitions are never compared. */
  definition: 'definition',
  /** Within an expression: keeps series apart that are added up or compared, and stands in no result. */
  part: 'part',
  /** Of the alerts on a spent budget: the step of the error-budget policy. */
  policy: 'policy',
  /** On every k6 series: the id of the run. */
  testid: 'testid',
  /** On k6 request series: the operation, as the definition names it. */
  operation: 'name',
  /** On k6's counter of unexpected answers: what was wrong with them. */
  errorClass: 'class',
} as const

/** Severities of alerts: a `page` wakes someone, a `ticket` waits for working hours, `information` asks for nothing. */
export const severities = { page: 'page', ticket: 'ticket', information: 'information' } as const

/**
 * What a stream of an SLO counts: all events, the bad ones, or the seconds in which there was a count at all.
 */
export const eventKinds = { all: 'all', bad: 'bad', measured: 'measured' } as const

/** Names of alerts: constant, so that routes and inhibitions hold for every service. Labels say which one is meant. */
export const alertNames = {
  /** The error budget burns so fast that someone must look now. */
  burnsFast: 'ErrorBudgetBurnsFast',
  /** The error budget will not last, but there are hours or days to mend it. */
  burnsSlowly: 'ErrorBudgetBurnsSlowly',
  /** So much of the error budget is spent that a step of the policy is due. */
  budgetSpent: 'ErrorBudgetSpent',
  /** An SLO has no data though its service is there. */
  notMeasured: 'SloNotMeasured',
  /** No instance answers. */
  serviceDown: 'ServiceDown',
  /** Prometheus knows no target of the service. */
  serviceAbsent: 'ServiceAbsent',
  /** Some instances do not answer. */
  instanceDown: 'InstanceDown',
  limits: {
    cpu: 'CpuAboveLimit',
    heap: 'HeapAboveLimit',
    databasePool: 'DatabasePoolAboveLimit',
    meanResponse: 'MeanResponseAboveLimit',
  },
} as const

/** What k6 writes by remote write with native histograms, as Prometheus names it. */
export const loadMetrics = {
  requests: 'k6_http_reqs_total',
  /** Native histogram of the client's latency in seconds. */
  duration: 'k6_http_req_duration_seconds',
  failed: 'k6_http_req_failed_rate',
  virtualUsers: 'k6_vus',
  iterations: 'k6_iterations_total',
  droppedIterations: 'k6_dropped_iterations_total',
  /** Share of the checks that held since the start of the run. */
  checks: 'k6_checks_rate',
  /** Bytes. */
  dataSent: 'k6_data_sent_total',
  /** Bytes. */
  dataReceived: 'k6_data_received_total',
  /** Requests begun, answered or not: what was offered. Written by this product's client library. */
  offered: 'k6_requests_offered_total',
  /** Answers that break the operation's contract, and requests without an answer, by `class`. */
  errors: 'k6_requests_unexpected_total',
} as const

/** What a run writes about itself beside k6. All carry `testid`, `service` and `scenario`. */
export const runMetrics = {
  /** 1 at the beginning and at the end of a run, with the versions that ran it. */
  info: `${product}_run_info`,
  /** 1 at the end of a run, by `outcome`. */
  outcome: `${product}_run_outcome`,
  /** What a row of the verdict came to, by `row`, `measured_at` and `unit`; none where it is unmeasured. */
  value: `${product}_verdict_value`,
  bound: `${product}_verdict_bound`,
  /** 1 where the row holds, 0 where it is broken; none where it is unmeasured. */
  kept: `${product}_verdict_kept`,
} as const

/** The same counters as k6's summary names them, without Prometheus' prefix and suffix. */
export const loadCounters = {
  offered: 'requests_offered',
  unexpected: 'requests_unexpected',
  /** Requests that broke an SLO, by `slo` and operation: a series there only where there is one. */
  bad: 'requests_bad',
  /** Iterations that began; those that k6 does not count as done were interrupted. */
  begun: 'iterations_begun',
  /** Iterations that began late though their virtual user had nothing else to do. */
  late: 'iterations_late',
  /** Requests that the pace asked for and that were not sent, because their virtual user still waited for the service. */
  missed: 'requests_missed',
  /** Iterations that ended with an exception: the scenario itself is wrong. */
  thrown: 'iterations_thrown',
} as const

/** How a scenario's account of the money stands, as k6's summary names it. Cents. */
export const moneyCounters = {
  /** How much more the service could hold than it holds, by what it answered; below 0 where it made money. */
  above: 'money_room_above',
  /** How much less it could hold; below 0 where it lost money. */
  below: 'money_room_below',
  /** How often what is held was compared with what was moved. */
  checks: 'money_checks',
} as const

/** What a load in steps counts besides, by `step` (from 0), as k6's summary names it. */
export const stepCounters = {
  /** The step's rate of requests per second. */
  rate: 'step_rate',
  offered: 'step_requests_offered',
  /** Requests that broke an SLO, by `slo`. */
  bad: 'step_requests_bad',
  /** Of the requests that ended. */
  duration: 'step_request_duration',
  /** The step in which the SLOs were broken for a sustained time. */
  broken: 'step_broken',
  /** How many seconds the step has lasted. */
  seconds: 'step_seconds',
  /** Latency of the probes beside the load, by `phase` (`before`, `during`, `after`). */
  probe: 'step_probe_duration',
  /** Share of the probes that were answered as agreed, by `phase`. */
  answered: 'step_probes_answered',
  /** Seconds from the end of the load until the service kept its promises again; none where it never did. */
  recovered: 'step_recovery_seconds',
} as const

/** When probes are sent beside a load. */
export const probePhases = ['before', 'during', 'after'] as const

/** Series that Prometheus writes by itself. */
export const prometheusMetrics = {
  /** 1 for each target that answered its last scrape. */
  up: 'up',
  /** 1 for each alert that is pending or firing, with its labels, `alertname` and `alertstate`. */
  alerts: 'ALERTS',
} as const

/** When a process started, as every client library of Prometheus and Micrometer exposes it. */
export const processStart = 'process_start_time_seconds'

/** How often both stacks scrape: the fastest refresh of a dashboard, and the `timeInterval` of Grafana's data source. */
export const scrapeInterval = '5s'

/** Recorded series of the SLO rules. All carry `service` and `slo`. */
export const records = {
  /** Events since each process started, by `event` and the labels of the scraped target. */
  count: 'slo:events:count',
  /** What `count` was at the evaluation before; that of a target that is gone stays for an hour. */
  countPrevious: 'slo:events:count_previous',
  /** Events since the SLO was recorded first, by `event`, of all targets that there have been. */
  total: 'slo:events:total',
  /** What has been added to the total since the evaluation before; only a backfill records it. */
  added: 'slo:events:added',
  /** What the total was when it had not been recorded for minutes, at the evaluation that takes it up again. */
  totalResumed: 'slo:events:total_resumed',
  /** Number of events in the window, by `event`. */
  increase: (window: string) => `slo:events:increase${window}`,
  /** Share of bad events over the window, 0 to 1; no series without traffic. */
  ratio: (window: string) => `slo:error_ratio:rate${window}`,
  /** The promised share of good events. */
  objective: 'slo:objective:ratio',
  /** How many times faster than sustainable the budget is being spent. */
  burnRate: (window: string) => `slo:burn_rate:rate${window}`,
  /** Share of the error budget of the whole window that is left; negative when overspent. */
  budgetRemaining: 'slo:error_budget_remaining:ratio',
  /** Seconds until the budget is spent if it goes on burning as in the last hour; no series while nothing burns. */
  budgetLasts: 'slo:error_budget_lasts:seconds',
  /** Share of the SLO's window in which its events were counted at all. */
  coverage: 'slo:window_coverage:ratio',
  /** When the youngest process of a service started, in seconds since 1970. No `slo`. */
  started: 'slo:process_start:timestamp',
} as const

/** Kinds of dashboard. The uid of a service's dashboard is `<service>-<kind>`. */
export const dashboardKinds = {
  goldenMetrics: 'golden-metrics',
  overview: 'overview',
  business: 'business',
  service: 'service',
  infrastructure: 'infrastructure',
  slo: 'slo',
} as const

/** Uids of the dashboards that belong to no single service. */
export const fleetDashboards = { overview: 'fleet-overview', loadTest: 'load-test' } as const

/** Uid of a service's dashboard; Grafana allows 40 characters. */
export function dashboardUid(service: Pick<Service, 'name'>, kind: string): string {
  return `${service.name}-${kind}`
}

/** Path of a service's dashboard below Grafana's address. */
export function dashboardPath(service: Pick<Service, 'name'>, kind: string): string {
  return `/d/${dashboardUid(service, kind)}`
}

/** Folders of generated files, relative to the working repository. */
export const generatedFolders = {
  root: 'generated',
  dashboards: 'generated/dashboards',
  /** The same dashboards as resources. Not below the folder that Grafana reads: it would find every uid twice. */
  dashboardResources: 'generated/dashboards-v2',
  alerts: 'generated/alerts',
  runbooks: 'generated/runbooks',
} as const

/** Path of the runbook of one alert of a service, relative to the working repository. */
export function runbookPath(service: Pick<Service, 'name'>, alert: string): string {
  return `${generatedFolders.runbooks}/${service.name}/${alert}.md`
}

/** The folder of what belongs to no single service. No service may have this name. */
export const fleetFolder = 'fleet'

/** Uid of the folder in Grafana that a service's dashboards are deployed into; `fleetFolder` has one, too. */
export function grafanaFolderUid(name: string): string {
  return `${product}-${name}`
}
