import type { Service } from '../../src/model/service.ts'
import { actionsOf, chosen } from './frames/keys.ts'
import { type Line, lineWidth } from './frames/line.ts'
import { giveBack, repaint, takeOver } from './frames/repaint.ts'
import type { Ramp } from './frames/sparkline.ts'
import { type Choices, type Frame, firstChoices, type View } from './frames/view.ts'
import { extended, type HistoryPoint, pointOf } from './readings/history.ts'
import type { Reading } from './readings/reading.ts'
import type { Source } from './source.ts'
import type { Terminal } from './terminal.ts'

/** How a monitor came to its end: a key, its time, a signal or Ctrl-C. */
export type Ending = 'quit' | 'ended' | 'interrupted'

/** What a monitor is to do, on a terminal or without one. */
export interface MonitorOptions {
  readonly title: string
  readonly service: Service
  readonly source: Source
  readonly intervalMs: number
  /** Until someone ends it where left out. */
  readonly durationMs?: number
  readonly interrupted: AbortSignal
  /** Aborted when nobody reads any more what the monitor prints: it ends then. */
  readonly gone?: AbortSignal | undefined
  /** Seconds since 1970. */
  readonly now: () => number
  /** The time of day, for people. */
  readonly clock: (at: number) => string
  /** Called with each reading; `end` ends the monitor. */
  readonly onReading?: (reading: Reading, end: () => void) => void
}

/** What a monitor on a terminal takes besides. */
export interface LiveOptions extends MonitorOptions {
  readonly terminal: Terminal
  readonly frame: Frame
  readonly ramp: Ramp
  /** A line as the terminal shows it. */
  readonly paint: (line: Line) => string
  readonly status?: () => Line
}

/** How long curves go back: two minutes, or so many refreshes where these are rare. */
export function spanSecondsOf(intervalMs: number): number {
  return Math.max(120, (intervalMs / 1000) * 60)
}

/** Reads at once and then at every interval, one reading at a time; resolves when the monitor ends. */
async function readingsUntilEnd(
  options: MonitorOptions,
  handlers: {
    readonly reading: (reading: Reading) => void
    readonly late?: () => void
    readonly end?: Promise<Ending>
  },
): Promise<Ending> {
  const { source, intervalMs, durationMs, interrupted, gone } = options
  return new Promise<Ending>((resolve, reject) => {
    let reading = false
    let over = false
    const timers: NodeJS.Timeout[] = []
    const finish = (settle: () => void) => {
      if (over) return
      over = true
      for (const timer of timers) clearTimeout(timer)
      interrupted.removeEventListener('abort', abort)
      gone?.removeEventListener('abort', leave)
      settle()
    }
    const end = (ending: Ending) => finish(() => resolve(ending))
    const abort = () => end('interrupted')
    const leave = () => end('ended')
    const tick = async () => {
      if (reading) return handlers.late?.()
      reading = true
      try {
        const taken = await source.read()
        if (over) return
        handlers.reading(taken)
        options.onReading?.(taken, () => end('ended'))
      } catch (cause) {
        finish(() => reject(cause))
      } finally {
        reading = false
      }
    }
    if (interrupted.aborted) return end('interrupted')
    interrupted.addEventListener('abort', abort)
    gone?.addEventListener('abort', leave)
    if (durationMs !== undefined) timers.push(setTimeout(() => end('ended'), durationMs))
    timers.push(setInterval(() => void tick(), intervalMs))
    void handlers.end?.then(end)
    void tick()
  })
}

/** A monitor without a terminal: every reading is handed over, nothing is drawn. */
export function runPlain(options: MonitorOptions, reading: (reading: Reading) => void): Promise<Ending> {
  return readingsUntilEnd(options, { reading })
}

interface Shown {
  choices: Choices
  reading: Reading | undefined
  history: readonly HistoryPoint[]
}

function viewOf(options: LiveOptions, { choices, reading, history }: Shown): View {
  const { title, service, intervalMs, now, clock, terminal, ramp, status } = options
  const at = now()
  return {
    title,
    service,
    ...(reading === undefined ? {} : { reading }),
    history,
    spanSeconds: spanSecondsOf(intervalMs),
    staleSeconds: Math.max(6, (intervalMs / 1000) * 2.5),
    now: at,
    clock: clock(at),
    ...terminal.size(),
    ramp,
    choices,
    ...(status === undefined ? {} : { status: status() }),
  }
}

/** A line as wide as the screen: what stood there before is covered. */
function covering(line: Line, columns: number, paint: LiveOptions['paint']): string {
  return paint(line) + ' '.repeat(Math.max(0, columns - lineWidth(line)))
}

/** A monitor on a terminal, which is given back however the monitor ends. */
export async function runLive(options: LiveOptions): Promise<Ending> {
  const { terminal, frame, paint, intervalMs, source, service } = options
  const state: Shown = { choices: firstChoices, reading: undefined, history: [] }
  let onScreen: readonly string[] | undefined
  let frozen: View | undefined
  const draw = () => {
    const live = viewOf(options, state)
    const view = frozen ? { ...frozen, ...terminal.size(), choices: state.choices } : live
    const lines = frame(view).map((line) => covering(line, view.columns, paint))
    const text = repaint(onScreen, lines)
    onScreen = lines
    if (text !== '') terminal.write(text)
  }
  let quit: (ending: Ending) => void = () => undefined
  const end = new Promise<Ending>((resolve) => {
    quit = resolve
  })
  const stopResize = terminal.onResize(() => {
    onScreen = undefined
    draw()
  })
  const stopKeys = terminal.onKeys((text) => {
    for (const action of actionsOf(text)) {
      if (action === 'quit') return quit('quit')
      if (action === 'interrupt') return quit('interrupted')
      state.choices = chosen(state.choices, action, { service })
      if (action === 'pause') frozen = state.choices.paused ? viewOf(options, state) : undefined
    }
    draw()
  })
  const spanSeconds = spanSecondsOf(intervalMs)
  let asked = false
  const before = async () => {
    const earlier = await source.history(spanSeconds)
    const first = state.history[0]?.at ?? Number.POSITIVE_INFINITY
    state.history = [...earlier.filter(({ at }) => at < first), ...state.history]
    draw()
  }
  terminal.write(takeOver)
  try {
    draw()
    return await readingsUntilEnd(options, {
      reading(reading) {
        state.reading = reading
        state.history = extended(state.history, pointOf(reading), spanSeconds)
        draw()
        if (!asked) void before()
        asked = true
      },
      late: draw,
      end,
    })
  } finally {
    stopKeys()
    stopResize()
    terminal.write(giveBack)
  }
}
