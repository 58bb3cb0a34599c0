import type { ReadStream, WriteStream } from 'node:tty'
import type { Terminal } from '../../monitoring/monitors/terminal.ts'

/** The terminal of these streams; without keys where the input is none. */
export function terminalOf(input: ReadStream, output: WriteStream): Terminal {
  return {
    // A terminal that does not know its size says 0.
    size: () => ({ columns: output.columns || 80, rows: output.rows || 24 }),
    write: (text) => void output.write(text),
    onResize(listener) {
      output.on('resize', listener)
      return () => void output.off('resize', listener)
    },
    onKeys(listener) {
      if (!input.isTTY) return () => undefined
      const heard = (data: Buffer) => listener(data.toString('utf8'))
      input.setRawMode(true)
      input.on('data', heard)
      input.resume()
      return () => {
        input.off('data', heard)
        input.pause()
        input.setRawMode(false)
      }
    },
  }
}
