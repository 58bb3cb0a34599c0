import { createInterface } from 'node:readline/promises'
import type { Context } from './context.ts'

/** Asks questions at these streams, a line each. Ctrl-C stays a signal of the process. */
export function askAt(input: NodeJS.ReadStream, output: NodeJS.WriteStream): NonNullable<Context['ask']> {
  return async (question, signal) => {
    const lines = createInterface({ input, output, terminal: false })
    try {
      return await lines.question(question, { signal })
    } finally {
      lines.close()
    }
  }
}
