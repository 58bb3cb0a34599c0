import fc from 'fast-check'
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { parseExposition } from './exposition.ts'

const one = (line: string) => parseExposition(line)[0]

describe('a line of an exposition', () => {
  test.each<[string, string, string, Record<string, string>, number]>([
    ['a bare name', 'up 1', 'up', {}, 1],
    ['labels', 'a{b="c",d="e"} 2', 'a', { b: 'c', d: 'e' }, 2],
    ['a comma after the last label', 'a{b="c",} 2', 'a', { b: 'c' }, 2],
    ['empty braces', 'a{} 2', 'a', {}, 2],
    ['blanks and tabs everywhere', '  a { b = "c" , d="e" } \t 2 ', 'a', { b: 'c', d: 'e' }, 2],
    ['escapes', String.raw`a{b="q\"s\\n\n."} 1`, 'a', { b: 'q"s\\n\n.' }, 1],
    ['braces, commas and number signs in a value', 'a{b="},{# x"} 1', 'a', { b: '},{# x' }, 1],
    ['an exponent', 'a 1.5e-07', 'a', {}, 1.5e-7],
    ['a large exponent', 'a 1.458255915e9', 'a', {}, 1458255915],
    ['an infinity', 'a +Inf', 'a', {}, Infinity],
    ['a negative infinity', 'a -Inf', 'a', {}, -Infinity],
    ['no number', 'a NaN', 'a', {}, Number.NaN],
    ['a time', 'a{b="c"} 3 1395066363000', 'a', { b: 'c' }, 3],
    ['a negative time', 'a 3 -3982045', 'a', {}, 3],
    ['an example of OpenMetrics', 'a_bucket{le="0.1"} 8 # {trace_id="x"} 0.06 1.5', 'a_bucket', { le: '0.1' }, 8],
    ['a name of any alphabet', '{"größe.gesamt", "weiß"="ja"} 4', 'größe.gesamt', { weiß: 'ja' }, 4],
    ['a label that is called like a property of objects', 'a{__proto__="x"} 1', 'a', { ['__proto__']: 'x' }, 1],
    ['a line that ends as Windows does', 'a 1\r', 'a', {}, 1],
  ])('may hold %s', (_title, line, name, labels, value) => {
    const sample = one(line)
    expect(sample?.name).toBe(name)
    expect(Object.entries(sample?.labels ?? {})).toEqual(Object.entries(labels))
    expect(sample?.value).toBe(value)
  })

  test.each([
    ['no value', 'up'],
    ['a word as value', 'up one'],
    ['hexadecimal digits', 'up 0x10'],
    ['labels without an end', 'a{b="c" 1'],
    ['a value without an end', 'a{b="c} 1'],
    ['a label without quotes', 'a{b=c} 1'],
    ['a label without a name', 'a{="c"} 1'],
    ['a page of HTML', '<html><body>Not found</body></html>'],
    ['a word as time', 'a 1 now'],
    ['no name', '{b="c"} 1'],
  ])('may not have %s', (_title, line) => {
    expect(() => parseExposition(`# HELP a\n\n${line}\n`)).toThrow(/^Line 3 is no metric/)
  })

  test('that is a comment or empty is passed over', () => {
    expect(parseExposition('# HELP a b\n# TYPE a counter\n\n#\n# EOF\n')).toEqual([])
  })
})

test('labels and values come back whatever they hold', () => {
  const label = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/)
  const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
  const text = fc.string({ unit: 'binary' })
  fc.assert(
    fc.property(fc.dictionary(label, text), fc.double({ noNaN: true, noDefaultInfinity: true }), (labels, value) => {
      const inner = Object.entries(labels).map(([name, content]) => `${name}="${escaped(content)}"`)
      const sample = one(`m{${inner.join(',')}} ${value}`)
      expect({ ...sample?.labels }).toEqual({ ...labels })
      expect(Number(sample?.value) === value).toBe(true)
    }),
  )
})

test('what prom-client writes is read as prom-client counts it', async () => {
  const registers = [new Registry()]
  const labelNames = ['uri']
  const tricky = { uri: '/a "b" \\ \n {c}' }
  new Counter({ name: 'c_total', help: 'h', labelNames, registers }).inc(tricky, 7)
  new Gauge({ name: 'g', help: 'h', registers }).set(-1.25e-9)
  const histogram = new Histogram({ name: 'h', help: 'h', labelNames, registers, buckets: [0.1, 1] })
  const summary = new Summary({ name: 's', help: 'h', registers, percentiles: [0.5] })
  for (const value of [0.05, 0.5, 5]) {
    histogram.observe(tricky, value)
    summary.observe(value)
  }
  const samples = parseExposition(await (registers[0] as Registry).metrics())
  const found = samples.map(({ name, labels, value }) => [name, labels['le'] ?? labels['quantile'], value])
  expect(found).toEqual([
    ['c_total', undefined, 7],
    ['g', undefined, -1.25e-9],
    ['h_bucket', '0.1', 1],
    ['h_bucket', '1', 2],
    ['h_bucket', '+Inf', 3],
    ['h_sum', undefined, 5.55],
    ['h_count', undefined, 3],
    ['s', '0.5', expect.any(Number)],
    ['s_sum', undefined, 5.55],
    ['s_count', undefined, 3],
  ])
  expect(samples[0]?.labels).toMatchObject(tricky)
})

test('a page of 200,000 series is read', () => {
  const page = Array.from({ length: 200_000 }, (_, index) => `m{uri="/a/${index}",status="200"} ${index}`).join('\n')
  const samples = parseExposition(page)
  expect(samples).toHaveLength(200_000)
  expect(samples.at(-1)?.value).toBe(199_999)
})
