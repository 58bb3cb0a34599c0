import { parser } from '@prometheus-io/lezer-promql'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  aggregate,
  bucketBoundary,
  type Expression,
  literal,
  matching,
  type Operator,
  oneOf,
  operate,
  rate,
  selector,
  sum,
  vector,
} from './promql.ts'

function errorsIn(query: string): number {
  let errors = 0
  parser.parse(query).iterate({
    enter: (node) => {
      if (node.type.isError) errors += 1
    },
  })
  return errors
}

/** Evaluates with JavaScript what PromQL's grammar reads, so that a lost parenthesis shows as another number. */
function evaluate(query: string): number {
  return Number(new Function(`return (${query.replaceAll('^', '**')})`)())
}

describe('building PromQL', () => {
  it('a selector quotes what a label value may hold', () => {
    const text = selector('up', { job: 'a"b\\c\nd' }).text
    expect(text).toBe('up{job="a\\"b\\\\c\\nd"}')
    expect(errorsIn(text)).toBe(0)
  })

  it('one of several paths is an escaped alternation, one alone an equality', () => {
    expect(selector('m', { uri: oneOf(['/b/{id}', '/a']) }).text).toBe('m{uri=~"/a|/b/\\\\{id\\\\}"}')
    expect(selector('m', { uri: oneOf(['/a', '/a']) }).text).toBe('m{uri="/a"}')
  })

  it('an integer boundary matches both spellings of le, a fraction exactly one', () => {
    expect(selector('b', { le: bucketBoundary(1) }).text).toBe('b{le=~"1(\\\\.0)?"}')
    expect(selector('b', { le: bucketBoundary(0.1) }).text).toBe('b{le="0.1"}')
  })

  it('a ratio of sums reads as people write it', () => {
    const matched = selector('m_total', { code: matching('5..') })
    const ratio = operate(sum(rate(matched, '5m'), ['job']), '/', sum(rate(selector('m_total'), '5m'), ['job']))
    expect(ratio.text).toBe('sum by (job) (rate(m_total{code=~"5.."}[5m])) / sum by (job) (rate(m_total[5m]))')
  })

  it('a comparison carries bool and its label matching', () => {
    const compared = operate(selector('a'), '<', literal(1), { bool: true, on: ['job'], groupLeft: ['slo'] })
    expect(compared.text).toBe('a < bool on (job) group_left (slo) 1')
    expect(errorsIn('a < bool 1')).toBe(0)
  })

  it('an aggregation with a parameter parses', () => {
    expect(errorsIn(aggregate('topk', vector(1), { by: ['job'] }, literal(3)).text)).toBe(0)
  })

  it('any nesting of arithmetic keeps its meaning', () => {
    const operators: readonly Operator[] = ['+', '-', '*', '/']
    const { tree } = fc.letrec<{ tree: { expression: Expression; value: number } }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.integer({ min: 1, max: 9 }).map((number) => ({ expression: literal(number), value: number })),
        fc.tuple(tie('tree'), fc.constantFrom(...operators), tie('tree')).map(([left, operator, right]) => ({
          expression: operate(left.expression, operator, right.expression),
          value: evaluate(`(${left.value}) ${operator} (${right.value})`),
        })),
      ),
    }))
    fc.assert(
      fc.property(tree, ({ expression, value }) => {
        expect(errorsIn(expression.text)).toBe(0)
        expect(evaluate(expression.text)).toBeCloseTo(value, 6)
      }),
      { numRuns: 300 },
    )
  })
})
