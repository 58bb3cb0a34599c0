import { describe, expect, it } from 'vitest'
import { exitCode } from '../model/failure.ts'
import { type Deployed, deployCode } from './dashboards-deploy.ts'
import { reportJson, reportText } from './dashboards-report.ts'

const row = (changes: Partial<Deployed>): Deployed => ({
  uid: 'a',
  title: 'A',
  folder: 'f',
  outcome: 'unchanged',
  changes: [],
  edits: [],
  ...changes,
})
const change = { field: 'refresh', before: '15m', after: '5s' }

describe('what people read', () => {
  it('is a table, and field by field what a conflict is about', () => {
    const conflict = row({
      uid: 'bb',
      outcome: 'conflict',
      reason: 'because',
      changes: [change],
      edits: [{ ...change, after: undefined }],
    })
    expect(reportText([row({}), conflict], 'http://g', 'deploy')).toBe(
      [
        'DASHBOARD  STATE      ADDRESS',
        'a          unchanged  http://g/d/a',
        'bb         conflict   http://g/d/bb',
        '',
        'bb',
        '  because',
        '  changed in Grafana since the last deploy (deployed -> Grafana):',
        '    refresh: "15m" -> nothing',
        '  what a deploy changes (Grafana -> definition):',
        '    refresh: "15m" -> "5s"',
        '',
      ].join('\n'),
    )
  })

  it('shows what a dry run would update; a deploy that did it says so in the table alone', () => {
    const updated = row({ outcome: 'updated', changes: [change] })
    expect(reportText([updated], 'http://g', 'dry run')).toMatch(/would be updated[\s\S]*refresh: "15m" -> "5s"/)
    expect(reportText([updated], 'http://g', 'deploy')).not.toContain('refresh')
  })

  it('keeps long values short and control characters of others out of the terminal', () => {
    const panel = { title: 'P\u001b[31m', targets: [{ expr: 'x'.repeat(5_000) }] }
    const long = { field: 'query\u0007', before: 'y'.repeat(500), after: panel }
    const text = reportText([row({ outcome: 'conflict', changes: [long] })], 'http://g', 'diff')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThan(160)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
    expect(text).toContain('{ P [31m … }')
  })
})

describe('what programs read', () => {
  it('names both sides of each difference, with null for what is not there', () => {
    const text = reportJson([row({ edits: [{ field: 'x', before: undefined, after: 1 }], changes: [change] })], {
      grafana: 'http://g',
    })
    expect(JSON.parse(text)).toEqual({
      grafana: 'http://g',
      dashboards: [
        {
          ...{ uid: 'a', title: 'A', folder: 'f', outcome: 'unchanged' },
          changes: [{ field: 'refresh', grafana: '15m', definition: '5s' }],
          edits: [{ field: 'x', deployed: null, grafana: 1 }],
        },
      ],
    })
  })
})

describe('the exit code of a deploy', () => {
  it.each([
    [
      '0 when all is done',
      [row({ outcome: 'created' }), row({ outcome: 'left over' }), row({ outcome: 'provisioned' })],
      exitCode.held,
    ],
    [
      '1 when something was not overwritten',
      [row({ outcome: 'conflict' }), row({ outcome: 'failed' })],
      exitCode.broken,
    ],
    ['1 when a provisioned one differs', [row({ outcome: 'provisioned', changes: [change] })], exitCode.broken],
    [
      '3 when something could not be done',
      [row({ outcome: 'failed' }), row({ outcome: 'updated' })],
      exitCode.unmeasured,
    ],
  ])('is %s', (_, rows, code) => expect(deployCode(rows)).toBe(code))
})
