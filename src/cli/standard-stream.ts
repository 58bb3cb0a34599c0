import type { Context } from './context.ts'

/** One of the two streams of the process, as commands see it, and what became of it. */
export type StandardStream = Context['stdout'] & {
  /** Why what was written did not arrive. A reader that went away is no reason. */
  failure(): Error | undefined
}

// A reader that has gone (`| head`), and a terminal that has.
const readerGone = ['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']

/**
 * Commands write to the stream whether someone still reads it or not: a load goes on and its code is that of its verdict,
 * or `sidelight load | head` would pass a gate by a broken promise, and leave its processes behind.
 */
export function standardStream(stream: NodeJS.WriteStream): StandardStream {
  const gone = new AbortController()
  let failure: Error | undefined
  const lost = (cause: NodeJS.ErrnoException) => {
    if (!readerGone.includes(cause.code ?? '')) failure ??= cause
    gone.abort()
  }
  stream.on('error', lost)
  return {
    write: (text) => {
      // The event comes later than the next write is done; this does not.
      if (!gone.signal.aborted) stream.write(text, (cause) => cause && lost(cause))
    },
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80
    },
    gone: gone.signal,
    failure: () => failure,
  }
}
