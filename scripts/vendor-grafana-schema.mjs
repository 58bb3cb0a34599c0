// Writes dashboards/lint/schema/grafana.json: what the linter needs of Grafana's published JSON Schemas, and no more.
//   node scripts/vendor-grafana-schema.mjs <folder of *.jsonschema.json> <commit>
// The folder is `jsonschema/` of https://github.com/grafana/grafana-foundation-sdk.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, commit] = process.argv.slice(2)
if (!folder || !commit) throw new Error('name the folder of the schemas, and the commit that they are of')

/** Schema file -> the id of the panel that it describes. */
const panels = {
  timeseries: 'timeseries',
  stat: 'stat',
  gauge: 'gauge',
  bargauge: 'bargauge',
  heatmap: 'heatmap',
  table: 'table',
  text: 'text',
  piechart: 'piechart',
  barchart: 'barchart',
  histogram: 'histogram',
  statetimeline: 'state-timeline',
  statushistory: 'status-history',
}
/** Without these nothing can be told. All else Grafana fills in when it reads a dashboard. */
const required = { Panel: ['type'], RowPanel: ['type'], VariableModel: ['type', 'name'] }
const definitions = {}

/** CUE's `_` ("any") was published as an object with any values. */
const isAny = (node) =>
  node.type === 'object' && node.additionalProperties && Object.keys(node.additionalProperties).length === 0

const dropped = ['description', 'default', 'required', 'format', '$schema']

function simplified(node, rename) {
  if (Array.isArray(node)) return node.map((entry) => simplified(entry, rename))
  if (typeof node !== 'object' || node === null) return node
  if (isAny(node)) return {}
  const kept = Object.entries(node).filter(([key]) => !dropped.includes(key))
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (key === '$ref') return [key, `#/definitions/${rename(value.replace('#/definitions/', ''))}`]
      // Names of properties are no keywords: a property may be called "description".
      if (key === 'properties')
        return [key, Object.fromEntries(Object.entries(value).map(([name, of]) => [name, simplified(of, rename)]))]
      // Without what is required, a value may be of several forms at once.
      return [key === 'oneOf' ? 'anyOf' : key, simplified(value, rename)]
    }),
  )
}

/** Adds the definitions of a file that its roots reach. `named` gives each its name here. */
function add(file, roots, named) {
  const { definitions: all } = JSON.parse(readFileSync(join(folder, `${file}.jsonschema.json`), 'utf8'))
  const open = roots.filter((root) => all[root])
  const seen = new Set()
  while (open.length > 0) {
    const name = open.pop()
    if (seen.has(name)) continue
    seen.add(name)
    const text = JSON.stringify(all[name])
    open.push(...[...text.matchAll(/#\/definitions\/(\w+)/g)].map(([, found]) => found))
    const schema = simplified(all[name], named)
    const known = definitions[named(name)]
    if (known && JSON.stringify(known) !== JSON.stringify(schema)) throw new Error(`${name} differs between files`)
    definitions[named(name)] = schema
    if (required[name] && file === 'dashboard') definitions[named(name)].required = required[name]
  }
}

add('dashboard', ['Dashboard'], (name) => name)
for (const [file, panel] of Object.entries(panels)) {
  const roots = ['Options', 'FieldConfig']
  // Every file repeats what panels share.
  add(file, roots, (name) => (roots.includes(name) ? `${panel}.${name}` : `panels.${name}`))
}
add('prometheus', ['Dataquery'], (name) => `prometheus.${name}`)

// Old dashboards call a data source by its name, and such a dashboard is still read.
definitions.DataSourceRef.properties.default = {}
definitions.DataSourceRef = { anyOf: [{ type: 'string' }, definitions.DataSourceRef] }
definitions['prometheus.DataSourceRef'] = { $ref: '#/definitions/DataSourceRef' }
// Each panel is looked at by itself, so that a fault in one is not a fault of every kind that it might have been.
definitions.Dashboard.properties.panels = { type: 'array' }
definitions.RowPanel.properties.panels = { type: 'array' }
// A row is one line high and as wide as the dashboard, whatever it says.
definitions.RowPanel.properties.gridPos = {}
// Grafana itself writes these otherwise than its schema says: a number, and false for "never"; "" for all fields.
definitions.Dashboard.properties.gnetId = {}
definitions.Dashboard.properties.refresh = {}
// Grafana 8 numbered its mappings, and rows were once said to be folded by this word.
for (const kind of ['ValueMap', 'RangeMap', 'RegexMap', 'SpecialValueMap']) definitions[kind].properties.id = {}
definitions.RowPanel.properties.collapse = {}
// Mappings before Grafana 8, which it brings up to date when it reads them.
definitions.ValueMapping.anyOf.push({ type: 'object', required: ['type'], properties: { type: { type: 'integer' } } })
definitions['panels.TableFooterOptions'].properties.fields = {}

const lines = Object.entries(definitions)
  .sort(([one], [other]) => (one < other ? -1 : 1))
  .map(([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(schema)}`)
writeFileSync(
  'dashboards/lint/schema/grafana.json',
  `{\n  "$comment": "From grafana/grafana-foundation-sdk at ${commit}, Apache-2.0, by scripts/vendor-grafana-schema.mjs",\n  "definitions": {\n${lines.join(',\n')}\n  }\n}\n`,
)
