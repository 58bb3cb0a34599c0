import { describe, expect, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { plain } from './frames/line.ts'
import { realtimeFrame } from './frames/monitors.ts'
import { ramps } from './frames/sparkline.ts'
import { type Ending, runLive } from './live.ts'
import type { Reading } from './readings/reading.ts'
import type { Source } from './source.ts'
import type { Terminal } from './terminal.ts'
import { busyWallet, readingOf } from './testing/readings.ts'

const reading = await readingOf(busyWallet)
const clearing = '\u001b[2J'

/** A terminal to look at and to press keys on. */
class Screen implements Terminal {
  columns = 80
  rows = 24
  readonly written: string[] = []
  #keys: ((text: string) => void) | undefined
  #resized: (() => void) | undefined

  size = () => ({ columns: this.columns, rows: this.rows })
  write = (text: string) => void this.written.push(text)
  onResize = (listener: () => void) => {
    this.#resized = listener
    return () => {
      this.#resized = undefined
    }
  }
  onKeys = (listener: (text: string) => void) => {
    this.#keys = listener
    return () => {
      this.#keys = undefined
    }
  }

  press(text: string): void {
    this.#keys?.(text)
  }

  resize(columns: number, rows: number): void {
    Object.assign(this, { columns, rows })
    this.#resized?.()
  }

  /** What was written since this many writes, without control sequences. */
  text(from = 0): string {
    return this.written
      .slice(from)
      .join('')
      .replace(/\p{Cc}\[[0-9;?]*[A-Za-z]/gu, '\n')
  }

  get listens(): boolean {
    return this.#keys !== undefined
  }
}

interface Watched {
  readonly screen: Screen
  readonly ending: Promise<Ending>
  readonly interruption: AbortController
  next(change?: Partial<Reading>): Promise<void>
}

/** A live monitor whose readings come when the test says so. */
function watched(): Watched {
  const screen = new Screen()
  const interruption = new AbortController()
  let answer: ((reading: Reading) => void) | undefined
  let at = reading.at
  const source: Source = {
    read: () => new Promise((resolve) => (answer = resolve)),
    history: async () => [],
    total: async () => [],
  }
  const ending = runLive({
    title: 'realtime monitor',
    service: wallet,
    source,
    intervalMs: 5,
    interrupted: interruption.signal,
    now: () => at,
    clock: () => '12:00:00',
    terminal: screen,
    frame: realtimeFrame,
    ramp: ramps.blocks,
    paint: plain,
  })
  return {
    screen,
    ending,
    interruption,
    async next(change = {}) {
      while (answer === undefined) await new Promise((resolve) => setTimeout(resolve, 1))
      at += 1
      answer({ ...reading, at, ...change })
      answer = undefined
      await new Promise((resolve) => setTimeout(resolve, 1))
    },
  }
}

const quit = async ({ screen, ending }: Watched) => {
  screen.press('q')
  expect(await ending).toBe('quit')
}

describe('a monitor on a terminal', () => {
  test('shows its first frame before anything has been read, and gives the terminal back', async () => {
    const monitor = watched()
    expect(monitor.screen.text()).toContain('Wallet Service')
    expect(monitor.screen.text()).toContain('asking ...')
    await quit(monitor)
    expect(monitor.screen.written.at(-1)).toContain('\u001b[?1049l')
    expect(monitor.screen.listens).toBe(false)
  })

  test('writes only what has changed, and erases nothing: no flicker', async () => {
    const monitor = watched()
    await monitor.next()
    await monitor.next()
    const before = monitor.screen.written.length
    await monitor.next({ presence: { state: 'down', detail: 'gone' } })
    const written = monitor.screen.written.slice(before).join('')
    expect(written).toContain('DOWN')
    expect(written).not.toContain(clearing)
    const unchanged = monitor.screen.written.length
    await monitor.next({ presence: { state: 'down', detail: 'gone' } })
    expect(monitor.screen.text(unchanged).length).toBeLessThan(monitor.screen.text(0).length / 4)
    await quit(monitor)
  })

  test('draws anew, in the new size, when it is resized', async () => {
    const monitor = watched()
    await monitor.next()
    const before = monitor.screen.written.length
    monitor.screen.resize(40, 10)
    const written = monitor.screen.written.slice(before).join('')
    expect(written).toContain(clearing)
    const rows = [...written.matchAll(/\p{Cc}\[(\d+);1H/gu)].map(([, row]) => Number(row))
    expect(Math.max(...rows)).toBe(10)
    await quit(monitor)
  })

  test('keeps its picture while it is paused, and helps', async () => {
    const monitor = watched()
    await monitor.next()
    monitor.screen.press('p')
    const before = monitor.screen.written.length
    await monitor.next({ presence: { state: 'down', detail: 'gone' } })
    expect(monitor.screen.text(before)).not.toContain('DOWN')
    monitor.screen.press('p')
    expect(monitor.screen.text(before)).toContain('DOWN')
    const helped = monitor.screen.written.length
    monitor.screen.press('?')
    expect(monitor.screen.text(helped)).toContain('quit')
    await quit(monitor)
  })

  test('ends as interrupted by Ctrl-C, as a key and as a signal', async () => {
    const [one, other] = [watched(), watched()]
    one.screen.press('\u0003')
    other.interruption.abort()
    expect(await Promise.all([one.ending, other.ending])).toEqual(['interrupted', 'interrupted'])
  })
})
