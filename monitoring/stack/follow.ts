import { open, stat } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { logFile, type StackFolders } from './folders.ts'
import type { PartName } from './parts.ts'

/** A log that is being followed: how far it was read, and of which file. */
interface Position {
  readonly file: string
  inode: number
  offset: number
  /** A last line whose end is not written yet. */
  rest: string
}

async function positionAtEnd(file: string): Promise<Position> {
  const found = await stat(file).catch(() => undefined)
  return { file, inode: found?.ino ?? 0, offset: found?.size ?? 0, rest: '' }
}

/** The whole lines that were written since the last look. A log that was begun anew is read from its start. */
async function newLines(position: Position): Promise<string[]> {
  const handle = await open(position.file, 'r').catch(() => undefined)
  if (handle === undefined) return []
  try {
    const { ino, size } = await handle.stat()
    if (ino !== position.inode || size < position.offset) Object.assign(position, { inode: ino, offset: 0, rest: '' })
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(size - position.offset),
      0,
      size - position.offset,
      position.offset,
    )
    position.offset += bytesRead
    const lines = (position.rest + buffer.subarray(0, bytesRead).toString('utf8')).split('\n')
    position.rest = lines.pop() ?? ''
    return lines
  } finally {
    await handle.close()
  }
}

/** Hands over every line that the parts write from now on, until the signal aborts. */
export async function followLogs(
  folders: StackFolders,
  names: readonly PartName[],
  line: (name: PartName, text: string) => void,
  until: AbortSignal,
): Promise<void> {
  const followed = await Promise.all(
    names.map(async (name) => ({ name, position: await positionAtEnd(logFile(folders, name)) })),
  )
  while (!until.aborted) {
    for (const { name, position } of followed) for (const text of await newLines(position)) line(name, text)
    await pause(200, undefined, { signal: until }).catch(() => undefined)
  }
}
