import { describe, expect, test } from 'vitest'
import { customOptions, type DashboardDocument, expandQuery, queriesOf } from './grafana-variables.ts'

const time = { step: 5, scrapeInterval: 5, range: 900 }
const all = { text: 'All', value: '$__all' }
const dashboard: DashboardDocument = {
  templating: {
    list: [
      { name: 'datasource', type: 'datasource', query: 'prometheus', current: { value: 'some-uid' } },
      { name: 'testid', type: 'query', multi: true, includeAll: true, allValue: '.*', current: { value: ['$__all'] } },
      { name: 'zone', type: 'query', multi: true, includeAll: true, current: { value: ['$__all'] } },
      {
        name: 'operation',
        type: 'custom',
        includeAll: true,
        query: 'get : get|GET|/a, put : put|PUT|/b\\,c',
        current: all,
      },
      { name: 'plain', type: 'custom', query: 'a, b', current: { value: "it's \\d" } },
    ],
  },
  annotations: { list: [{ name: 'Runs', target: { refId: 'Anno', expr: 'k6_vus' } }, { name: 'built in' }] },
  panels: [
    {
      title: 'One',
      targets: [
        { refId: 'A', expr: 'up' },
        { refId: 'B', expr: 'down', instant: true },
      ],
    },
    { title: 'Row', panels: [{ title: 'Two', targets: [{ refId: 'A', expr: 'left' }] }] },
  ],
}
const expanded = (query: string, choices = {}) => expandQuery(query, dashboard, time, choices)

describe('queriesOf', () => {
  test('finds the queries of panels, of panels in collapsed rows and of annotations', () => {
    expect(queriesOf(dashboard)).toEqual([
      { source: 'panel', title: 'One', refId: 'A', expression: 'up', instant: false },
      { source: 'panel', title: 'One', refId: 'B', expression: 'down', instant: true },
      { source: 'panel', title: 'Two', refId: 'A', expression: 'left', instant: false },
      { source: 'annotation', title: 'Runs', refId: 'Anno', expression: 'k6_vus', instant: false },
    ])
  })
})

describe('customOptions', () => {
  test('reads text and value, and unescapes commas', () => {
    expect(customOptions('get : get|GET|/a, put : put|PUT|/b\\,c, plain')).toEqual([
      { text: 'get', value: 'get|GET|/a' },
      { text: 'put', value: 'put|PUT|/b,c' },
      { text: 'plain', value: 'plain' },
    ])
  })
})

// The expected texts are what Grafana 12.4 makes of them (packages/grafana-prometheus/src/escaping.ts, datasource.go).
describe('expandQuery', () => {
  test('All with a value of its own is that value, unescaped', () => {
    expect(expanded('x{testid=~"$testid"}')).toBe('x{testid=~".*"}')
  })
  test('one value of a variable with many is escaped as a regular expression', () => {
    expect(expanded('$testid', { testid: ['a.b'] })).toBe('a\\\\.b')
    expect(expanded('$testid', { testid: 'a.b' })).toBe('a\\\\.b')
  })
  test('several values become an alternation', () => {
    expect(expanded('$testid', { testid: ['one', 'two'] })).toBe('(one|two)')
  })
  test('pipe joins values as they stand', () => {
    expect(expanded('$' + '{operation:pipe}', { operation: 'get|GET|/a' })).toBe('get|GET|/a')
    expect(expanded('$' + '{operation:pipe}')).toBe('get|GET|/a|put|PUT|/b,c')
  })
  test('a variable of one value is escaped as a string', () => {
    expect(expanded('$plain')).toBe("it\\\\'s \\\\d")
  })
  test('the rate interval is never below four scrapes, and grows with the step', () => {
    expect(expanded('rate(x[$__rate_interval])')).toBe('rate(x[20s])')
    expect(expandQuery('$__rate_interval', dashboard, { ...time, step: 60 })).toBe('65s')
    expect(expanded('$__interval $__interval_ms $__range $__range_s')).toBe('5s 5000 900s 900')
  })
  test('an unknown variable is an error and not sent on', () => {
    expect(() => expanded('x{a="$nobody"}')).toThrow('no variable "nobody"')
  })
  test('All whose options only Grafana knows is an error', () => {
    expect(() => expanded('$zone')).toThrow('"zone" has no custom value for All')
  })
  test('a format that this product does not use is an error', () => {
    expect(() => expanded('$' + '{operation:csv}')).toThrow('format "csv"')
  })
})
