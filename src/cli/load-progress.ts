import type { LoadProgress } from '../clients/k6-progress.ts'
import type { Context } from './context.ts'
import { printable } from './text-style.ts'

const plainEveryMs = 5_000

function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

const grouped = (value: number) => Math.round(value).toLocaleString('en-US')

/** One line about a run: time, virtual users, what was offered and what came of it. */
export function progressLine(progress: LoadProgress, elapsed: number, total: number | undefined): string {
  const left = total === undefined ? clock(elapsed) : elapsed > total ? 'finishing' : `${clock(total - elapsed)} left`
  const parts = [
    left,
    `${progress.virtualUsers} VUs`,
    `${grouped(progress.offered)} offered`,
    `${grouped(progress.completed)} answered`,
    `${grouped(progress.unexpected)} unexpected`,
  ]
  return parts.join('  ')
}

/** Shows how far a run is: one line that changes on a terminal, a line every five seconds elsewhere. */
export function showProgress(
  stderr: Context['stderr'],
  total: number | undefined,
  now: () => number = () => performance.now(),
): { update(progress: LoadProgress): void; say(text: string): void; end(): void } {
  const begun = now()
  let written = begun
  return {
    update(progress) {
      const line = progressLine(progress, (now() - begun) / 1000, total)
      if (stderr.isTerminal) {
        // A terminal that does not know its width says 0.
        stderr.write(`\r\u001b[2K${line.slice(0, (stderr.columns || 80) - 1)}`)
        return
      }
      // A tenth of a second of grace: what comes once a second must not wait for the sixth.
      if (now() - written < plainEveryMs - 100) return
      written = now()
      stderr.write(`${line}\n`)
    },
    say(text) {
      stderr.write(`${stderr.isTerminal ? '\r\u001b[2K' : ''}${printable(text)}\n`)
    },
    end() {
      if (stderr.isTerminal) stderr.write('\r\u001b[2K')
    },
  }
}
