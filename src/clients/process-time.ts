import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

// The kernel tells CPU time in this unit on every Linux that Node runs on (USER_HZ), whatever its own clock.
const ticksPerSecond = 100

/** Seconds in the form of `ps -o time`: `[[days-]hours:]minutes:seconds[.fraction]`. NaN for anything else. */
export function secondsOfPsTime(text: string): number {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text.trim())
  if (!match) return Number.NaN
  const [, days = 0, hours = 0, minutes, seconds] = match
  return Number(days) * 86_400 + Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)
}

/** CPU seconds, user and system, in the text of `/proc/<pid>/stat`. NaN for anything else. */
export function secondsOfStat(stat: string): number {
  // The command's name stands in parentheses and may hold anything, also parentheses and spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** CPU seconds that a process has used so far; `undefined` where it has gone or the platform does not tell. */
export async function cpuSecondsOf(
  pid: number,
  platform: NodeJS.Platform = process.platform,
): Promise<number | undefined> {
  try {
    const seconds =
      platform === 'linux'
        ? secondsOfStat(await readFile(`/proc/${pid}/stat`, 'utf8'))
        : secondsOfPsTime(
            (await promisify(execFile)('ps', ['-o', 'time=', '-p', String(pid)], { timeout: 1_000 })).stdout,
          )
    return Number.isFinite(seconds) ? seconds : undefined
  } catch {
    return undefined
  }
}
