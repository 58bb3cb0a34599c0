import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** One process, told from a later one that was given the same number. */
export interface ProcessIdentity {
  readonly pid: number
  /** What `startOf` says of it: opaque, the same for as long as the process lives. */
  readonly started: string
}

function fileText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function startOnLinux(pid: number): string | undefined {
  const stat = fileText(`/proc/${pid}/stat`)
  if (stat === undefined) return undefined
  // The name in parentheses may hold spaces; after it come the state (field 3) and, as field 22, the start in clock ticks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  return `${(fileText('/proc/sys/kernel/random/boot_id') ?? '').trim()}:${fields[19]}`
}

function startElsewhere(pid: number): string | undefined {
  // Two options: in one, `=` would make the second keyword the heading of the first.
  const answer = spawnSync('ps', ['-o', 'stat=', '-o', 'lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' },
  })
  const [state, ...start] = (answer.stdout ?? '').trim().split(/\s+/)
  return answer.status !== 0 || state === undefined || state.startsWith('Z') ? undefined : start.join(' ')
}

/** When the process of this number started, in words of the system; `undefined` when none runs. A zombie does not run. */
export function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startOnLinux(pid) : startElsewhere(pid)
}

/** Whether exactly this process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return startOf(identity.pid) === identity.started
}

/** The identity that a launched process wrote down (`<pid> <start>`); `undefined` when there is none yet. */
export function readIdentity(file: string): ProcessIdentity | undefined {
  const match = /^(\d+) (.+)\n$/.exec(fileText(file) ?? '')
  return match?.[2] === undefined ? undefined : { pid: Number(match[1]), started: match[2] }
}
