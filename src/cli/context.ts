import type { Terminal } from '../../monitoring/monitors/terminal.ts'

/** Where a command writes. */
export interface OutputStream {
  write(text: string): void
  readonly isTerminal: boolean
  readonly columns: number
  /** Aborted when its reader has gone: whatever only shows (`stack logs --follow`) ends then. */
  readonly gone?: AbortSignal
}

/**
 * Everything that a command takes from the process it runs in. `main.ts` fills it once from the real process; tests pass
 * their own. No other file reads argv, the environment or the working directory.
 */
export interface Context {
  /** The working repository: where `services/`, `generated/` and `results/` are. Absolute. */
  readonly directory: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Results go to standard output, everything else to standard error. `write` adds no newline. */
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  /** What a picture is drawn on, where standard output is a terminal. */
  readonly terminal?: Terminal
  /** Asks whoever sits at the terminal; left out where nobody does. Rejects when the signal comes first. */
  readonly ask?: (question: string, signal: AbortSignal) => Promise<string>
  /** Aborted at the first SIGINT, SIGTERM or SIGHUP: a command cleans up and ends with 130. */
  readonly interrupted: AbortSignal
}
