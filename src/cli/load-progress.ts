import { formatValue } from '../analysis/format-value.ts'
import type { LiveSlo, LiveState } from '../analysis/live.ts'
import { isUnmeasured, type Measured } from '../analysis/run.ts'
import type { RowUnit } from '../analysis/verdict.ts'
import type { Context } from './context.ts'
import { type Paint, painted, printable, styleOf, type TextStyle } from './text-style.ts'

/** What is shown of a run while it goes on. Times in seconds, rates per second, latencies in milliseconds. */
export interface LoadView {
  readonly title: string
  /** Which part of the run it is, where there are several. */
  readonly part?: 'set-up' | 'ramp up' | 'steady' | 'ramp down' | 'tear-down' | undefined
  /** Since the load began; left out until then. */
  readonly elapsed: number | undefined
  /** How long it will take at most, where that is known. */
  readonly total: number | undefined
  readonly virtualUsers: number
  readonly offered: Measured
  readonly served: Measured
  readonly answered: number
  readonly unexpected: Readonly<Record<string, number>>
  readonly dropped: number
  readonly p95: { readonly client: Measured; readonly service: Measured }
  readonly slos: readonly LiveSlo[]
}

const plainEveryMs = 5_000

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

const grouped = (value: number) => Math.round(value).toLocaleString('en-US')
const textOf = (value: Measured, unit: RowUnit) => (isUnmeasured(value) ? 'no data' : formatValue(value, unit))
const clientP95 = ({ p95: { client } }: LoadView) =>
  isUnmeasured(client) ? client.unmeasured : textOf(client, 'milliseconds')

function timeLeft({ part, elapsed, total }: LoadView): string {
  if (elapsed === undefined) return part ?? 'starting'
  if (part === 'tear-down') return part
  if (total !== undefined && elapsed > total) return 'finishing'
  const left = total === undefined ? `${clock(elapsed)} so far` : `${clock(total - elapsed)} left`
  return part === undefined ? left : `${part}, ${left}`
}

function errorsText({ unexpected, answered }: LoadView): string {
  const some = Object.entries(unexpected).filter(([, count]) => count > 0)
  const all = some.reduce((sum, [, count]) => sum + count, 0)
  const classes = some.map(([name, count]) => `${grouped(count)} ${name}`).join(', ')
  return `${grouped(all)} of ${grouped(answered)} answered${classes === '' ? '' : ` (${classes})`}`
}

/** A run in one line, for a file or a pipe. */
export function plainProgress(view: LoadView): string {
  const errors = Object.values(view.unexpected).reduce((sum, count) => sum + count, 0)
  return [
    timeLeft(view),
    `${view.virtualUsers} VUs`,
    `${textOf(view.offered, 'perSecond')} offered`,
    `${textOf(view.served, 'perSecond')} served`,
    `P95 ${clientP95(view)} client, ${textOf(view.p95.service, 'milliseconds')} service`,
    `${grouped(errors)} errors`,
    `${grouped(view.dropped)} dropped`,
    ...view.slos.filter(({ state }) => state !== 'ok').map(({ id, state }) => `${id} ${state}`),
    ...(view.slos.length > 0 && view.slos.every(({ state }) => state === 'ok') ? ['SLOs ok'] : []),
  ].join('  ')
}

const paints: Readonly<Record<LiveState, Paint>> = {
  ok: 'green',
  'at risk': 'yellow',
  broken: 'red',
  'no data': 'dim',
}

function bar({ elapsed, total }: LoadView, width: number): string {
  if (elapsed === undefined || total === undefined || total <= 0) return ''
  const done = Math.round(Math.min(1, elapsed / total) * width)
  return `[${'='.repeat(done)}${' '.repeat(width - done)}]`
}

function bothEnds(left: string, right: string, width: number): string {
  return left.slice(0, Math.max(0, width - right.length - 1)).padEnd(width - right.length) + right
}

/** The SLOs in as few lines as they take, each whole. */
function sloLines({ slos }: LoadView, width: number, style: TextStyle): string[] {
  const lines: { text: string; length: number }[] = []
  for (const { id, state } of slos) {
    const [length, text] = [id.length + 1 + state.length, `${id} ${painted(state, paints[state], style)}`]
    const last = lines.at(-1)
    if (last === undefined || last.length + 3 + length > width - 10) lines.push({ text, length })
    else lines.splice(-1, 1, { text: `${last.text}   ${text}`, length: last.length + 3 + length })
  }
  return lines.map(({ text }, index) => `${(index === 0 ? 'SLOs' : '').padEnd(10)}${text}`)
}

/** A run as a few lines of a terminal of this width. */
export function progressFrame(view: LoadView, style: TextStyle): string[] {
  const width = Math.min(100, (style.columns ?? 80) - 1)
  const pair = (one: string, other: string) => `${one.padEnd(26)}${other}`
  const cut = (text: string) => text.slice(0, width)
  const errors = cut(`${'errors'.padEnd(10)}${errorsText(view)}`)
  const failed = Object.values(view.unexpected).some((count) => count > 0)
  return [
    painted(bothEnds(view.title, timeLeft(view), width), 'bold', style),
    bothEnds(bar(view, width - 16), `${grouped(view.virtualUsers)} VUs`, width),
    cut(
      `${'rate'.padEnd(10)}${pair(`offered ${textOf(view.offered, 'perSecond')}`, `served ${textOf(view.served, 'perSecond')}`)}`,
    ),
    cut(
      `${'P95'.padEnd(10)}${pair(`client ${clientP95(view)}`, `service ${textOf(view.p95.service, 'milliseconds')}`)}`,
    ),
    failed ? painted(errors, 'red', style) : errors,
    painted(cut(`${'dropped'.padEnd(10)}${grouped(view.dropped)}`), view.dropped > 0 ? 'yellow' : 'plain', style),
    ...sloLines(view, width, style),
  ]
}

/** Shows how far a run is: a frame that changes on a terminal, a line every five seconds elsewhere. */
export function showProgress(
  stderr: Context['stderr'],
  environment: Context['environment'],
  now: () => number = () => performance.now(),
): { update(view: LoadView): void; say(text: string): void; end(): void } {
  const live = stderr.isTerminal && environment['TERM'] !== 'dumb'
  let written = now()
  let lines = 0
  // Back to the first line of the frame, and nothing left below.
  const erased = () => (lines > 0 ? `\r\u001b[${lines}A\u001b[J` : '')
  let frame = ''
  const draw = (above: string) => {
    stderr.write(`${erased()}${above}${frame}`)
    lines = frame.split('\n').length - 1
  }
  return {
    update(view) {
      if (live) {
        // A terminal that does not know its width says 0.
        const style = { ...styleOf(stderr, environment), columns: stderr.columns || 80 }
        frame = progressFrame(view, style)
          .map((line) => `${line}\n`)
          .join('')
        return draw('')
      }
      // A tenth of a second of grace: what comes once a second must not wait for the sixth.
      if (now() - written < plainEveryMs - 100) return
      written = now()
      stderr.write(`${plainProgress(view)}\n`)
    },
    say: (text) => draw(`${printable(text)}\n`),
    end() {
      frame = ''
      draw('')
    },
  }
}
