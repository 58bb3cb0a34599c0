import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cssColor } from './color.ts'
import { readDashboard } from './dashboard.ts'
import { fieldConfig } from './field-config.ts'
import { safeAddress } from './links.ts'
import { parseMarkdown } from './markdown.ts'
import { escaped } from './svg/markup.ts'

describe('addresses', () => {
  test.each(['https://a.example/x?y=1', 'http://127.0.0.1:3000/', '/d/other', '?from=1', 'd/other#x'])(
    '%s may be followed',
    (address) => {
      expect(safeAddress(address)).toBe(address)
    },
  )
  test.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\tscript:alert(1)',
    'java\nscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'blob:x',
    'file:///etc/passwd',
    '//evil.example',
    '\\\\evil.example',
    '/\\evil.example',
    'https:evil.example',
    '',
  ])('%j may not', (address) => expect(safeAddress(address)).toBeUndefined())
})

test('only colors are colors', () => {
  for (const color of [
    'url(https://evil.example)',
    'red;background:url(x)',
    'expression(alert(1))',
    '#zzz',
    'rgb(var(--x))',
  ])
    expect(cssColor(color, 'dark')).toBe('#CCCCDC')
  expect(cssColor('#F2495C', 'dark')).toBe('#F2495C')
  expect(cssColor('semi-dark-green', 'light')).toBe('#37872D')
})

test('Markdown makes links of addresses that may be followed, and text of everything else', () => {
  const [first, second] = parseMarkdown('[a](javascript:x) <b onclick=x>\n\n[c](https://d.example)')
  expect(first).toEqual({
    kind: 'paragraph',
    content: [
      { kind: 'text', text: '[a](javascript:x)' },
      { kind: 'text', text: ' <b onclick=x>' },
    ],
  })
  expect(second).toEqual({ kind: 'paragraph', content: [{ kind: 'link', text: 'c', href: 'https://d.example' }] })
})

test('no text breaks out of SVG', () => {
  expect(escaped('"><script>&\u0000\ud800')).toBe('&quot;&gt;&lt;script&gt;&amp;')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(escaped(text)).not.toMatch(/[<>"]|&(?!amp;|lt;|gt;|quot;)/)
    }),
  )
})

test('an override changes its own series and no prototype', () => {
  const overrides = [
    {
      matcher: 'byName',
      options: 'a',
      properties: [
        { id: '__proto__.polluted', value: 1 },
        { id: 'custom.lineWidth', value: 5 },
      ],
    },
  ]
  const subject = { name: 'a', displayName: 'a', type: 'number', refId: 'A' }
  expect(fieldConfig({ custom: { lineWidth: 1 } }, overrides, subject).custom['lineWidth']).toBe(5)
  expect(
    fieldConfig({ custom: { lineWidth: 1 } }, overrides, { ...subject, name: 'b', displayName: 'b' }).custom[
      'lineWidth'
    ],
  ).toBe(1)
  expect('polluted' in {}).toBe(false)
})

test('whatever JSON it is, reading it gives a dashboard or says what is wrong', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (panel, rest) => {
      const read = readDashboard({
        title: rest,
        templating: rest,
        annotations: { list: [rest] },
        panels: [panel, { type: 'row', panels: [panel], gridPos: rest, targets: [rest] }],
      })
      expect(read.panels).toHaveLength(2)
    }),
  )
  expect(() => readDashboard({ kind: 'Dashboard' })).toThrow('it has no panels')
})
