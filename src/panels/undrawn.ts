import type { Dashboard, Panel } from './dashboard.ts'
import { fieldsOf, textOf } from './json.ts'
import { drawnTypes } from './panel-model.ts'
import { isKnownTransformation } from './transform.ts'
import { knownVariableTypes } from './variables.ts'

function ofPanel(panel: Panel): readonly string[] {
  const where = panel.title === '' ? `panel ${panel.id}` : `"${panel.title}"`
  const found: string[] = []
  if (!drawnTypes.has(panel.type)) found.push(`${where}: panels of type "${panel.type}"`)
  for (const { foreign } of panel.targets) if (foreign !== undefined) found.push(`${where}: queries of "${foreign}"`)
  for (const { id, disabled } of panel.transformations)
    if (!disabled && !isKnownTransformation(id)) found.push(`${where}: the transformation "${id}"`)
  if (panel.type === 'text' && panel.options['mode'] === 'html') found.push(`${where}: HTML, which is shown as text`)
  const { fillBelowTo, gradientMode } = fieldsOf(panel.defaults['custom'])
  if (fillBelowTo !== undefined) found.push(`${where}: a fill down to another series`)
  if (gradientMode !== undefined && gradientMode !== 'none') found.push(`${where}: the gradient of a fill`)
  if (fieldsOf(panel.options['exemplars'])['enabled'] === true) found.push(`${where}: exemplars`)
  return [...found, ...panel.panels.flatMap(ofPanel)]
}

/** What of a dashboard the preview leaves out, in words, each thing once. */
export function undrawn(dashboard: Dashboard): readonly string[] {
  const variables = dashboard.variables
    .filter(({ type }) => !knownVariableTypes.has(type))
    .map(({ name, type }) => `the variable "${name}" of type "${type}", which keeps its value`)
  const annotations = dashboard.annotations.flatMap(({ name, target }) =>
    target.foreign === undefined ? [] : [`the annotations "${textOf(name)}" of "${target.foreign}"`],
  )
  return [...new Set([...variables, ...annotations, ...dashboard.panels.flatMap(ofPanel)])]
}
