import { connect, createServer } from 'node:net'

/** A way to PostgreSQL that counts how often it became ready for the next question: once in each round trip. */
export interface CountingWay {
  readonly url: string
  roundTrips(): number
  close(): void
}

const readyForQuery = 'Z'.charCodeAt(0)

/** Counts the messages of that type in what the server sends: a type of one byte, and a length of four that counts itself. */
function counter(count: () => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0)
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    while (rest.length >= 5) {
      const whole = 1 + rest.readInt32BE(1)
      if (rest.length < whole) return
      if (rest[0] === readyForQuery) count()
      rest = rest.subarray(whole)
    }
  }
}

/** Puts it on a free port before the server of this URL. Connections without TLS alone. */
export async function countingWayTo(target: string): Promise<CountingWay> {
  const { hostname, port } = new URL(target)
  let trips = 0
  const server = createServer((near) => {
    const far = connect({ port: Number(port), host: hostname })
    near.pipe(far)
    far.pipe(near)
    far.on(
      'data',
      counter(() => {
        trips += 1
      }),
    )
    for (const socket of [near, far]) socket.on('error', () => undefined)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a numbered port')
  const url = new URL(target)
  url.host = `127.0.0.1:${address.port}`
  return { url: url.href, roundTrips: () => trips, close: () => server.close() }
}
