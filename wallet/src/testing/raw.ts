import { connect } from 'node:net'

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
