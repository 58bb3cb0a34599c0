import { readdir, readFile, readlink } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { run } from '../run.ts'

/** The process that listens on a port. */
export interface PortOwner {
  readonly pid: number
  /** Its command line, shortened. */
  readonly command: string
}

/** What is known of a port of 127.0.0.1. Another user's process holds its port without an owner that we may see. */
export interface PortState {
  readonly port: number
  readonly isFree: boolean
  readonly owner: PortOwner | undefined
}

async function listened(port: number): Promise<{ port: number } | undefined> {
  const server = createServer()
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => resolve(true))
  })
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return listening && address !== null && typeof address === 'object' ? { port: address.port } : undefined
}

/** Where listening on 127.0.0.1 is allowed beside a process that listens on all addresses, only a connection tells. */
async function isAnswered(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' })
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
      socket.setTimeout(1000, () => resolve(true))
    })
  } finally {
    socket.destroy()
  }
}

async function listeningSockets(port: number): Promise<Set<string>> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')))
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = tables.flatMap((table) => table.split('\n')).map((line) => line.trim().split(/\s+/))
  // Second column: local address; fourth: state, 0A is "listening"; tenth: the socket's number.
  return new Set(rows.filter((row) => row[1]?.endsWith(wanted) && row[3] === '0A').map((row) => `socket:[${row[9]}]`))
}

async function holds(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => [])
  const links = await Promise.all(descriptors.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')))
  return links.some((link) => sockets.has(link))
}

function shortened(command: string): string {
  return command.length > 100 ? `${command.slice(0, 97)}...` : command
}

async function ownerOnLinux(port: number): Promise<PortOwner | undefined> {
  const sockets = await listeningSockets(port)
  if (sockets.size === 0) return undefined
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  for (const pid of pids) {
    if (!(await holds(pid, sockets))) continue
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')
    return { pid: Number(pid), command: shortened(words.join(' ').trim()) }
  }
  return undefined
}

async function ownerElsewhere(
  port: number,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<PortOwner | undefined> {
  const { output } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], { environment, within: 5000 })
  const [, pid, command] = /^p(\d+)\n(?:f.*\n)*c(.*)$/m.exec(output) ?? []
  return pid === undefined ? undefined : { pid: Number(pid), command: shortened(command ?? '') }
}

/** Whether a port of 127.0.0.1 is free, and if not, whose it is. The environment is for finding `lsof` where there is no /proc. */
export async function portState(
  port: number,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<PortState> {
  const isFree = !(await isAnswered(port)) && (await listened(port)) !== undefined
  if (isFree) return { port, isFree, owner: undefined }
  const owner = await (process.platform === 'linux' ? ownerOnLinux(port) : ownerElsewhere(port, environment))
  return { port, isFree, owner }
}

/** A port of 127.0.0.1 that is free at this moment. */
export async function freePort(): Promise<number> {
  const free = await listened(0)
  if (free === undefined) throw new Error('this machine has no free port')
  return free.port
}
