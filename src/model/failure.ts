/** The exit codes of every command that judges. `docs/architecture.md` says which wins when several apply. */
export const exitCode = { held: 0, broken: 1, usage: 2, unmeasured: 3, interrupted: 130 } as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/**
 * A failure that a user can act on: what happened and to what (`message`), what to do next (`mend`), and the exit code
 * that the command ends with. The command line prints both lines and no stack trace.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly mend: string
  readonly code: ExitCode

  constructor(message: string, mend: string, code: ExitCode = exitCode.usage) {
    super(message)
    this.mend = mend
    this.code = code
  }
}
