import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { type Json, type LintedDashboard, type LintedPanel, record, records } from './linted.ts'
import grafana from './schema/grafana.json' with { type: 'json' }

/** A part of a dashboard that does not have the form which Grafana's JSON Schema gives it. */
export interface StructureFault {
  readonly panel?: LintedPanel
  /** Where, such as `options/legend/displayMode`. */
  readonly at: string
  readonly what: string
  /** A property that the schema does not know; Grafana passes over it. */
  readonly unknown?: {
    readonly name: string
    /** What may stand there. */
    readonly known: readonly string[]
  }
}

// Compiled when it is first asked for, and each part of it then: most dashboards have few kinds of panel.
let compiler: Ajv | undefined

function validatorOf(definition: string): ValidateFunction | undefined {
  // The schema is a part of this program: it needs no check of itself, and validators that run once no optimization.
  const trusted = { strict: false, validateSchema: false, meta: false, code: { optimize: false } }
  compiler ??= new Ajv({ ...trusted, allErrors: true, verbose: true }).addSchema(grafana, 'grafana')
  return definition in grafana.definitions ? compiler.getSchema(`grafana#/definitions/${definition}`) : undefined
}

/** Grafana reads `null` as what is not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, part]) => part !== null)
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutNulls(part)]))
}

function unknownOf({ keyword, params, parentSchema }: ErrorObject): StructureFault['unknown'] {
  if (keyword !== 'additionalProperties') return undefined
  const name = String(params['additionalProperty'])
  return { name, known: Object.keys(record(parentSchema?.['properties'])) }
}

/** Grafana is JavaScript: it reads a number in quotes as one, and what is empty or false as what is not there. */
function isReadAllTheSame({ keyword, params, data }: ErrorObject): boolean {
  if (data === '' || data === false) return keyword === 'enum' || (keyword === 'type' && params['type'] === 'string')
  if (keyword !== 'type') return false
  const { type } = params
  if (type === 'string') return typeof data === 'number'
  return (
    /^(number|integer)$/.test(String(type)) && typeof data === 'string' && data !== '' && !Number.isNaN(Number(data))
  )
}

function sentence({ keyword, message = '', params, data }: ErrorObject): string {
  if (keyword === 'enum') return `is ${JSON.stringify(data)}, not one of ${JSON.stringify(params['allowedValues'])}`
  if (keyword === 'type') return `is ${JSON.stringify(data)?.slice(0, 60)}, which is no ${params['type']}`
  return message
}

function faultsIn(definition: string, value: unknown, prefix: string, panel?: LintedPanel): readonly StructureFault[] {
  const validate = validatorOf(definition)
  if (validate === undefined || value === undefined || validate(withoutNulls(value))) return []
  const errors = validate.errors ?? []
  // Of something that may have one of several forms, that it has none says it all.
  const choices = errors
    .filter(({ keyword }) => /^(anyOf|oneOf)$/.test(keyword))
    .map(({ instancePath }) => instancePath)
  const inChoice = ({ keyword, instancePath }: ErrorObject) =>
    !/^(anyOf|oneOf)$/.test(keyword) && choices.some((path) => instancePath.startsWith(path))
  return errors
    .filter((error) => !inChoice(error) && !isReadAllTheSame(error))
    .map((error) => {
      const unknown = unknownOf(error)
      const at = `${prefix}${error.instancePath}${unknown ? `/${unknown.name}` : ''}`.replace(/^\//, '')
      return { ...(panel && { panel }), at, what: sentence(error), ...(unknown && { unknown }) }
    })
}

function ofOverrides(panel: LintedPanel): readonly StructureFault[] {
  return panel.overrides.flatMap((override, index) =>
    records(override['properties']).flatMap(({ id, value }) => {
      const [, option] = /^custom\.(\w+)$/.exec(String(id)) ?? []
      if (option === undefined) return []
      return faultsIn(`${panel.type}.FieldConfig`, { [option]: value }, `fieldConfig/overrides/${index}/custom`, panel)
    }),
  )
}

function ofPanel(panel: LintedPanel): readonly StructureFault[] {
  const { type, isRow, json, options, defaults } = panel
  if (isRow) return faultsIn('RowPanel', json, '', panel)
  const targets = records(json['targets']).flatMap((target, index) =>
    'expr' in target ? faultsIn('prometheus.Dataquery', target, `targets/${index}`, panel) : [],
  )
  return [
    ...faultsIn('Panel', json, '', panel),
    ...faultsIn(`${type}.Options`, options, 'options', panel),
    ...faultsIn(`${type}.FieldConfig`, defaults['custom'], 'fieldConfig/defaults/custom', panel),
    ...ofOverrides(panel),
    ...targets,
  ]
}

/** Every deviation of a dashboard from Grafana's published JSON Schemas. */
export function structureFaults({ json, panels }: Pick<LintedDashboard, 'json' | 'panels'>): readonly StructureFault[] {
  // What an export adds for the one who imports it.
  const { __inputs: _, __requires: __, __elements: ___, ...dashboard } = json as Json
  return [...faultsIn('Dashboard', dashboard, ''), ...panels.flatMap(ofPanel)]
}
