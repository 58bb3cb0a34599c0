import type { Transformation } from './dashboard.ts'
import type { Frame } from './frame.ts'
import type { Scope } from './interpolate.ts'
import { convertFieldType, filterFieldsByName, organize, renameByRegex } from './transform/columns.ts'
import { calculateField, groupBy, limit, reduce, sortBy } from './transform/rows.ts'
import { joinByField, labelsToFields, merge, seriesToRows } from './transform/tables.ts'

/** One reshaping step. */
export type Transform = (frames: readonly Frame[], options: Transformation['options'], scope: Scope) => readonly Frame[]

const transforms: ReadonlyMap<string, Transform> = new Map<string, Transform>([
  ['calculateField', calculateField],
  ['convertFieldType', convertFieldType],
  ['filterFieldsByName', filterFieldsByName],
  ['groupBy', groupBy],
  ['joinByField', joinByField],
  ['labelsToFields', labelsToFields],
  ['limit', limit],
  ['merge', merge],
  ['organize', organize],
  ['reduce', reduce],
  ['renameByRegex', renameByRegex],
  ['seriesToColumns', joinByField],
  ['seriesToRows', seriesToRows],
  ['sortBy', sortBy],
])

/** Whether the step is understood; others are left out. */
export function isKnownTransformation(id: string): boolean {
  return transforms.has(id)
}

/** The frames after all steps that are not switched off. */
export function transformed(
  frames: readonly Frame[],
  steps: readonly Transformation[],
  scope: Scope,
): readonly Frame[] {
  return steps
    .filter(({ disabled }) => !disabled)
    .reduce((current, { id, options }) => transforms.get(id)?.(current, options, scope) ?? current, frames)
}
