import { describe, expect, test } from 'vitest'
import { interpolate } from './interpolate.ts'
import { readVariables, type Variable } from './variable.ts'

function variable(name: string, values: readonly string[], rest: Partial<Variable> = {}): [string, Variable] {
  const [definition] = readVariables([{ name, type: 'query' }])
  if (definition === undefined) throw new Error('no variable')
  return [name, { ...definition, options: [], values, texts: values, isAll: false, ...rest }]
}

const scope = {
  variables: new Map([
    variable('one', ['a.b']),
    variable('many', ['a.b', 'c'], { multi: true }),
    variable('single', ['a.b'], { multi: true }),
    variable('every', ['x', 'y'], { includeAll: true, isAll: true }),
    variable('any', ['x'], { includeAll: true, isAll: true, allValue: '.*' }),
  ]),
  texts: new Map([['__interval', '5s']]),
}
const braced = (text: string) => ['$', '{', text, '}'].join('')

// The expected texts are what Grafana 12 makes of them.
describe('interpolate', () => {
  test.each([
    ['$one', 'a.b'],
    ['$many', '(a\\\\.b|c)'],
    ['$single', 'a\\\\.b'],
    ['$every', '(x|y)'],
    ['$any', '.*'],
    ['[[one]]', 'a.b'],
    [braced('many:pipe'), 'a.b|c'],
    [braced('many:csv'), 'a.b,c'],
    [braced('many:regex'), '(a\\.b|c)'],
    [braced('many:json'), '["a.b","c"]'],
    [braced('many:glob'), '{a.b,c}'],
    [braced('many:doublequote'), '"a.b","c"'],
    [braced('every:queryparam'), 'var-every=%24__all'],
    ['[$__interval]', '[5s]'],
    ['$nobody and $1', '$nobody and $1'],
  ])('%s in PromQL is %s', (template, expected) => expect(interpolate(template, scope, 'promql')).toBe(expected))

  test('in a title values stand as people read them', () => {
    expect(interpolate('$many, $every', scope, 'text')).toBe('a.b + c, All')
  })
  test('in an address they are encoded', () => {
    const odd = { ...scope, variables: new Map([variable('odd', ['a&b=c/d'])]) }
    expect(interpolate('/d/x?y=$odd', odd, 'url')).toBe('/d/x?y=a%26b%3Dc%2Fd')
  })
})
