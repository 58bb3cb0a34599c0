/** The programs that the stack and the tests run and that npm does not bring. */
export type ToolName = 'k6' | 'prometheus' | 'promtool' | 'alertmanager' | 'amtool'

/** How one tool is recognised and how it is built. */
export interface Tool {
  readonly name: ToolName
  /** The oldest version that will do. */
  readonly minimum: string
  /** What is built when none is there. */
  readonly version: string
  /** The Go module, and the version that the module itself goes by. */
  readonly module: string
  readonly moduleVersion: string
  /** The package of the program, which `go install` is given. */
  readonly package: string
  readonly buildFlags: readonly string[]
  /** Whether the module counts its versions as the program does (Prometheus 3.16 is its module's v0.316.0). */
  readonly fromModuleVersion: (moduleVersion: string) => string
  /** Seconds of processor time that the build took where it was measured, alone and with nothing cached. */
  readonly buildSeconds: number
  /** How to get it without Go. */
  readonly otherwise: string
}

const same = (moduleVersion: string) => moduleVersion.replace(/^v/, '')

/** v0.316.0 -> 3.16.0: Prometheus 3 puts `major * 100 + minor` into the second place of its module's version. */
const prometheusVersion = (moduleVersion: string) => {
  const [, packed, patch] = /^v0\.(\d+)\.(\d+)/.exec(moduleVersion) ?? []
  return packed === undefined
    ? same(moduleVersion)
    : `${Math.floor(Number(packed) / 100)}.${Number(packed) % 100}.${patch}`
}

const prometheus = {
  minimum: '3.8.0',
  version: '3.16.0',
  module: 'github.com/prometheus/prometheus',
  moduleVersion: 'v0.316.0',
  // One dependency of its cloud discovery cannot be had; the stack discovers by files alone.
  buildFlags: ['-tags=remove_all_sd,netgo'],
  fromModuleVersion: prometheusVersion,
  otherwise: 'download it from https://prometheus.io/download/ (macOS: brew install prometheus)',
}

const alertmanager = {
  minimum: '0.28.0',
  version: '0.31.1',
  module: 'github.com/prometheus/alertmanager',
  moduleVersion: 'v0.31.1',
  buildFlags: [],
  fromModuleVersion: same,
  otherwise: 'download it from https://prometheus.io/download/#alertmanager',
}

/** Every tool, in the order in which they are built. */
export const catalogue: Readonly<Record<ToolName, Tool>> = {
  k6: {
    name: 'k6',
    minimum: '1.8.0',
    version: '1.8.1',
    module: 'go.k6.io/k6',
    moduleVersion: 'v1.8.1',
    package: 'go.k6.io/k6',
    buildFlags: [],
    fromModuleVersion: same,
    buildSeconds: 115,
    otherwise: 'follow https://grafana.com/docs/k6/latest/set-up/install-k6/ (macOS: brew install k6)',
  },
  prometheus: {
    ...prometheus,
    name: 'prometheus',
    package: 'github.com/prometheus/prometheus/cmd/prometheus',
    buildSeconds: 146,
  },
  promtool: {
    ...prometheus,
    name: 'promtool',
    package: 'github.com/prometheus/prometheus/cmd/promtool',
    buildSeconds: 64,
  },
  alertmanager: {
    ...alertmanager,
    name: 'alertmanager',
    package: 'github.com/prometheus/alertmanager/cmd/alertmanager',
    buildSeconds: 44,
  },
  amtool: {
    ...alertmanager,
    name: 'amtool',
    package: 'github.com/prometheus/alertmanager/cmd/amtool',
    buildSeconds: 3,
  },
}

/** The names of all tools. */
export const toolNames = Object.keys(catalogue) as ToolName[]
