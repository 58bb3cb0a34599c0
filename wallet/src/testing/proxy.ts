import { connect, createServer, type Socket } from 'node:net'

/** A way to the database that can fail as networks do. */
export interface DatabaseProxy {
  /** The database's address through it. */
  readonly url: string
  /** From now on nothing passes, in either direction, and nobody is told. */
  hang(): void
  /** From now on connections are refused, and those that are open are reset. */
  cut(): Promise<void>
  /** Works again. Connections that hung are reset. */
  restore(): Promise<void>
  close(): Promise<void>
}

/** Puts a proxy on a free port of 127.0.0.1 before the server of a URL. */
export async function proxyTo(target: string): Promise<DatabaseProxy> {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  let hanging = false
  // Half open: while it hangs, not even a goodbye may be answered.
  const server = createServer({ allowHalfOpen: true }, (near) => {
    const far = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (chunk) => {
        if (!hanging) to.write(chunk)
      })
      from.on('end', () => {
        if (!hanging) to.end()
      })
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
    }
  })
  const listen = (at: number) => new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve))
  await listen(0)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a numbered port')

  async function cut(): Promise<void> {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }
  const url = new URL(target)
  url.host = `127.0.0.1:${address.port}`
  return {
    url: url.href,
    hang: () => {
      hanging = true
    },
    cut,
    restore: async () => {
      if (hanging) for (const socket of sockets) socket.resetAndDestroy()
      hanging = false
      if (!server.listening) await listen(address.port)
    },
    close: async () => {
      if (server.listening) await cut()
    },
  }
}
