import { expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { goldenMetrics } from '../golden-metrics.ts'
import { allDashboards } from '../index.ts'
import { variants } from '../testing/variants.ts'
import { layoutOf } from './panels.ts'
import { resourceOf } from './resource.ts'
import { variableOf } from './variables.ts'

// That Grafana takes them as they are, and makes the same of the classic ones, is what grafana.slow.test.ts shows.

interface Layout {
  readonly spec: {
    readonly rows: readonly {
      readonly spec: {
        readonly title: string
        readonly layout: { readonly spec: { readonly items: readonly Item[] } }
      }
    }[]
  }
}

interface Item {
  readonly spec: { readonly y: number; readonly element: { readonly name: string } }
}

interface Element {
  readonly spec: { readonly title: string; readonly data: { readonly spec: { readonly queries: readonly unknown[] } } }
}

interface Spec {
  readonly elements: Readonly<Record<string, Element>>
  readonly layout: Layout
  readonly variables: readonly { readonly spec: { readonly name: string } }[]
}

const all = allDashboards(variants)

test.each(all)('every panel, query and variable of $dashboard.uid is in the resource', ({ dashboard }) => {
  const { elements, layout, variables } = resourceOf(dashboard)['spec'] as Spec
  const panels = (dashboard.panels ?? []).filter((panel) => panel.type !== 'row')
  const shown = Object.values(elements).map(({ spec }) => [spec.title, spec.data.spec.queries.length])
  const wanted = panels.map((panel) => [panel.title, 'targets' in panel ? panel.targets?.length : 0])
  expect(shown.sort()).toEqual(wanted.sort())
  const placed = layout.spec.rows.flatMap(({ spec }) => spec.layout.spec.items.map((item) => item.spec.element.name))
  expect(placed.sort()).toEqual(Object.keys(elements).sort())
  expect(variables.map(({ spec }) => spec.name)).toEqual(dashboard.templating.list?.map(({ name }) => name))
})

test('places count from the top of their row', () => {
  const { layout } = resourceOf(goldenMetrics(wallet))['spec'] as Spec
  const tops = layout.spec.rows.map(({ spec }) => Math.min(...spec.layout.spec.items.map((item) => item.spec.y)))
  expect(tops.length).toBeGreaterThan(1)
  expect(new Set(tops)).toEqual(new Set([0]))
})

test('what it cannot say is an error, not a dashboard that lacks something', () => {
  expect(() => layoutOf([{ type: 'stat', id: 7, gridPos: { x: 0, y: 0, w: 1, h: 1 } }])).toThrow('before the first row')
  expect(() => variableOf({ type: 'adhoc', name: 'filters' } as never)).toThrow('adhoc')
})
