import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type LoadView, plainProgress, progressFrame, showProgress } from './load-progress.ts'

const view: LoadView = {
  title: 'load-test-basic on wallet',
  elapsed: 12,
  total: 30,
  virtualUsers: 5,
  offered: 180.2,
  served: 179.9,
  answered: 1_230,
  unexpected: {},
  dropped: 0,
  p95: { client: 6.52, service: { unmeasured: 'There is no reading yet.' } },
  slos: [
    { id: 'p95', title: 'P95', state: 'ok' },
    { id: 'availability', title: 'Availability', state: 'ok' },
  ],
}
const bad: LoadView = {
  ...view,
  unexpected: { 'server-error': 1_200, timeout: 3, refused: 0 },
  dropped: 7,
  slos: [
    { id: 'p95', title: 'P95', state: 'ok' },
    { id: 'availability', title: 'Availability', state: 'broken' },
    { id: 'business-errors', title: 'Business', state: 'at risk' },
    { id: 'a-service-with-many-promises', title: 'Other', state: 'no data' },
  ],
}

function shownOn(isTerminal: boolean, columns: number, environment: Record<string, string> = {}) {
  let text = ''
  let now = 0
  const write = (more: string) => {
    text += more
  }
  const shown = showProgress({ write, isTerminal, columns }, environment, () => now)
  return {
    shown,
    wait: (seconds: number) => {
      now += seconds * 1_000
    },
    text: () => text,
  }
}

describe('a run in one line', () => {
  test('says what is left, what is offered and served, both latencies, errors and drops', () => {
    expect(plainProgress(view)).toBe(
      '0:18 left  5 VUs  180.2/s offered  179.9/s served  P95 6.52 ms client, no data service  0 errors  0 dropped  SLOs ok',
    )
    expect(plainProgress(bad)).toMatch(/1,203 errors {2}7 dropped {2}availability broken {2}business-errors at risk/)
    expect(plainProgress({ ...view, total: undefined, elapsed: 62 })).toContain('1:02 so far')
    expect(plainProgress({ ...view, elapsed: 31 })).toContain('finishing')
    expect(plainProgress({ ...view, elapsed: undefined })).toMatch(/^starting /)
  })

  test('says which part of the run it is', () => {
    expect(plainProgress({ ...view, elapsed: undefined, part: 'set-up' })).toMatch(/^set-up {2}/)
    expect(plainProgress({ ...view, part: 'steady' })).toMatch(/^steady, 0:18 left {2}/)
    expect(plainProgress({ ...view, part: 'ramp down', total: undefined })).toMatch(/^ramp down, 0:12 so far {2}/)
    expect(plainProgress({ ...view, elapsed: 31, part: 'tear-down' })).toMatch(/^tear-down {2}/)
  })
})

describe('a run as a frame', () => {
  test.each([80, 60, 200])('keeps to %i columns, with colours and without', (columns) => {
    for (const one of [view, bad]) {
      const plain = progressFrame(one, { columns, colour: false })
      const coloured = progressFrame(one, { columns, colour: true })
      expect(coloured.map(stripVTControlCharacters)).toEqual(plain)
      for (const line of plain) expect(line.length).toBeLessThan(columns)
    }
  })

  test('shows everything that the line says, and each kind of error', () => {
    const text = progressFrame(bad, { columns: 80, colour: false }).join('\n')
    for (const part of ['0:18 left', '5 VUs', 'offered 180.2/s', 'served 179.9/s', 'client 6.52 ms', 'service no data'])
      expect(text).toContain(part)
    expect(text).toContain('1,203 of 1,230 answered (1,200 server-error, 3 timeout)')
    expect(text).toMatch(/dropped +7/)
    expect(text).toMatch(/SLOs +p95 ok {3}availability broken {3}business-errors at risk\n +a-service/)
  })
})

describe('what is written', () => {
  test('on a terminal: each frame covers the last one, and the end leaves nothing', () => {
    const { shown, text } = shownOn(true, 80)
    shown.update(view)
    const lines = text().split('\n').length - 1
    shown.update(bad)
    expect(text()).toContain(`\u001b[${lines}A\u001b[J`)
    shown.say('step 1\u001b[31m')
    expect(text()).toContain('\u001b[Jstep 1 [31m\n')
    shown.end()
    expect(text().endsWith('A\u001b[J')).toBe(true)
  })

  test('elsewhere, and on a terminal that knows nothing: a plain line every five seconds', () => {
    for (const { shown, wait, text } of [shownOn(false, 80), shownOn(true, 80, { TERM: 'dumb' })]) {
      for (let second = 1; second <= 11; second++) {
        wait(1)
        shown.update(view)
      }
      shown.say('step 1')
      shown.end()
      expect(text()).toBe(`${plainProgress(view)}\n${plainProgress(view)}\nstep 1\n`)
    }
  })

  test('NO_COLOR leaves the frame and takes the colours', () => {
    const { shown, text } = shownOn(true, 80, { NO_COLOR: '1' })
    shown.update(bad)
    expect(text()).toContain('availability broken')
    expect(text()).not.toContain('\u001b[31m')
  })
})
