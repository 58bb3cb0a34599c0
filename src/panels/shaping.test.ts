import { describe, expect, test } from 'vitest'
import { calculate } from './calcs.ts'
import { readDashboard } from './dashboard.ts'
import type { Frame } from './frame.ts'
import { layOut } from './layout.ts'
import { axisRange } from './plot-axes.ts'
import { transformed } from './transform.ts'
import { filteredOptions, resolveVariables, sortedOptions } from './variables.ts'

const nowhere = { variables: new Map(), texts: new Map() }
const table = (refId: string, column: string, rows: readonly (readonly [string, number])[]): Frame => ({
  refId,
  fields: [
    { name: 'path', type: 'string', labels: {}, values: rows.map(([path]) => path) },
    { name: column, type: 'number', labels: {}, values: rows.map(([, value]) => value) },
  ],
})
const shape = (frames: readonly Frame[], ...steps: readonly { id: string; options: Record<string, unknown> }[]) =>
  transformed(
    frames,
    steps.map((step) => ({ ...step, disabled: false })),
    nowhere,
  ).map(({ fields }) => Object.fromEntries(fields.map(({ name, legend, values }) => [legend ?? name, values])))

describe('transformations', () => {
  const two = [
    table('A', 'min', [
      ['/a', 1],
      ['/b', 2],
    ]),
    table('B', 'max', [
      ['/b', 20],
      ['/a', 10],
    ]),
  ]

  test('merge joins rows that agree', () => {
    expect(shape(two, { id: 'merge', options: {} })).toEqual([{ path: ['/a', '/b'], min: [1, 2], max: [10, 20] }])
  })
  test('groupBy, organize and sortBy after one another', () => {
    const one = table('A', 'value', [
      ['/a', 1],
      ['/b', 5],
      ['/a', 3],
    ])
    const fields = { path: { operation: 'groupby' }, value: { operation: 'aggregate', aggregations: ['max', 'sum'] } }
    expect(
      shape(
        [one],
        { id: 'groupBy', options: { fields } },
        {
          id: 'organize',
          options: {
            excludeByName: { 'value (sum)': true },
            renameByName: { 'value (max)': 'most' },
            indexByName: { 'value (max)': 0, path: 1 },
          },
        },
        { id: 'sortBy', options: { sort: [{ field: 'most', desc: true }] } },
      ),
    ).toEqual([{ most: [5, 3], path: ['/b', '/a'] }])
  })
  test('calculateField, filterFieldsByName and reduce', () => {
    const sum = { mode: 'binary', alias: 'span', binary: { left: 'max', operator: '-', right: 'min' } }
    const merged = { id: 'merge', options: {} }
    expect(
      shape(
        two,
        merged,
        { id: 'calculateField', options: sum },
        { id: 'filterFieldsByName', options: { include: { names: ['span'] } } },
      ),
    ).toEqual([{ span: [9, 18] }])
    expect(shape(two, merged, { id: 'reduce', options: { reducers: ['max'] } })).toEqual([
      { Field: ['min', 'max'], Max: [2, 20] },
    ])
  })
  test('one that is unknown changes nothing', () =>
    expect(shape(two, { id: 'heatmap', options: {} })).toEqual(shape(two)))
})

test('calculations pass over gaps and NaN', () => {
  const values = [1, null, Number.NaN, 4, 3, null]
  expect(
    ['lastNotNull', 'last', 'mean', 'max', 'min', 'sum', 'count', 'delta', 'p50'].map((id) => calculate(id, values)),
  ).toEqual([3, null, 8 / 3, 4, 1, 8, 6, 6, 3])
  expect(calculate('mean', [null])).toBeNull()
})

test('an axis shows its data, its soft bounds, and nothing beyond its hard ones', () => {
  const none = { min: undefined, max: undefined }
  expect(axisRange({ min: 0.001, max: 0.005 }, { min: 0, max: 0.1 }, none)).toEqual({ min: 0, max: 0.1 })
  expect(axisRange({ min: 0.001, max: 0.25 }, { min: 0, max: 0.1 }, none).max).toBeGreaterThan(0.25)
  expect(axisRange({ min: 5, max: 500 }, none, { min: 0, max: 100 })).toEqual({ min: 0, max: 100 })
  const flat = axisRange({ min: 7, max: 7 }, none, none)
  expect(flat.min).toBeLessThan(7)
  expect(flat.max).toBeGreaterThan(7)
})

describe('variables', () => {
  const dashboard = readDashboard({
    panels: [
      { id: 1, type: 'stat', title: '$city', repeat: 'city', maxPerRow: 2, gridPos: { x: 0, y: 0, w: 24, h: 4 } },
      { id: 2, type: 'stat', gridPos: { x: 0, y: 4, w: 24, h: 4 } },
      {
        id: 3,
        type: 'row',
        collapsed: true,
        gridPos: { x: 0, y: 8, w: 24, h: 1 },
        panels: [{ id: 4, type: 'stat', gridPos: { x: 0, y: 9, w: 6, h: 5 } }],
      },
      { id: 5, type: 'row', gridPos: { x: 0, y: 9, w: 24, h: 1 } },
      { id: 6, type: 'stat', gridPos: { x: 3, y: 10, w: 6, h: 5 } },
    ],
    templating: {
      list: [
        {
          name: 'city',
          type: 'query',
          query: 'label_values(up{country="$country"}, city)',
          multi: true,
          includeAll: true,
          current: { value: '$__all' },
          sort: 2,
        },
        { name: 'country', type: 'custom', query: 'fr, de', current: { value: 'de' } },
        { name: 'broken', type: 'query', query: 'label_values(nothing)' },
      ],
    },
  })
  const asked: string[] = []
  const prometheus = {
    labelValues: async (label: string, matcher?: string) => {
      asked.push(`${matcher} ${label}`)
      if (label === 'nothing') throw new Error('refused')
      return ['Bonn', 'Kiel', 'Ulm']
    },
    labelNames: async () => [],
    range: async () => ({ series: [], warnings: [] }),
    instant: async () => ({ series: [], warnings: [] }),
  }
  const resolve = (chosen: Record<string, readonly string[]> = {}) =>
    resolveVariables(dashboard.variables, new Map(Object.entries(chosen)), {
      prometheus,
      span: { from: 0, to: 1 },
      texts: new Map(),
      dataSources: [],
    })

  test('wait for those they refer to, and say why they have no options', async () => {
    const variables = await resolve()
    expect(asked).toContain('up{country="de"} city')
    expect(variables.get('city')).toMatchObject({ values: ['Ulm', 'Kiel', 'Bonn'], isAll: true })
    expect(variables.get('broken')).toMatchObject({ values: [], problem: 'refused' })
  })
  test('keep what was chosen, also when it is not offered', async () => {
    expect((await resolve({ city: ['Kiel', 'Rom'] })).get('city')).toMatchObject({
      values: ['Kiel', 'Rom'],
      isAll: false,
    })
  })
  test('repeat panels, push what is below, and close collapsed rows', async () => {
    const scope = { variables: await resolve(), texts: new Map() }
    const at = layOut(dashboard.panels, scope).map(({ panel, place: { x, y, w } }) => [panel.id, x, y, w])
    expect(at).toEqual([
      [1, 0, 0, 12],
      [1, 12, 0, 12],
      [1, 0, 4, 12],
      [2, 0, 8, 24],
      [3, 0, 12, 24],
      [5, 0, 13, 24],
      [6, 3, 14, 6],
    ])
    const opened = layOut(dashboard.panels, scope, new Set(['row-1:']))
    expect(opened.find(({ panel }) => panel.id === 4)?.place.y).toBe(13)
    expect(opened.find(({ panel }) => panel.id === 6)?.place.y).toBe(19)
  })
  test('take what their expression takes, sorted', () => {
    expect(filteredOptions(['a_min', 'a_max', 'b'], '/a_(min|max)/g').map(({ value }) => value)).toEqual(['min', 'max'])
    const options = ['b10', 'b9', 'a'].map((text) => ({ text, value: text }))
    expect(sortedOptions(options, 1).map(({ text }) => text)).toEqual(['a', 'b10', 'b9'])
    expect(sortedOptions(options, 4).map(({ text }) => text)).toEqual(['b10', 'b9', 'a'])
    expect(sortedOptions(options, 0)).toEqual(options)
  })
})
