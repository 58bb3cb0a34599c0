import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Sends bytes to the service and gives all that comes back until the connection closes, or half a second of silence. */
export function exchange(base: string, bytes: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes))
    let received = ''
    socket.setTimeout(500, () => socket.destroy())
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}

/** Sends bytes and hangs up without waiting for an answer. */
export function sendAndHangUp(base: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes, () => socket.resetAndDestroy()))
    socket.on('error', reject)
    socket.on('close', () => resolve())
  })
}

/** Sends a head and, slowly, a body, without reading; then gives what comes back. Rejects when the connection is reset. */
export function upload(base: string, head: string, body: string): Promise<string> {
  const { hostname, port } = new URL(base)
  const quarter = Math.ceil(body.length / 4)
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname, async () => {
      socket.pause().write(head)
      for (let start = 0; start < body.length; start += quarter) {
        await pause(50)
        socket.write(body.slice(start, start + quarter))
      }
      socket.resume()
    })
    socket.setTimeout(500, () => socket.destroy())
    socket.on('data', (chunk) => {
      received += chunk
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}
