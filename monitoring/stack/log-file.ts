import { open } from 'node:fs/promises'

const longest = 64 * 1024

/** The last `lines` lines of a text file, without a final newline; empty when there is none. Reads 64 KiB at most. */
export async function tail(file: string, lines: number): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return ''
  try {
    const { size } = await handle.stat()
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(Math.min(size, longest)),
      0,
      Math.min(size, longest),
      Math.max(0, size - longest),
    )
    return buffer.subarray(0, bytesRead).toString('utf8').trimEnd().split('\n').slice(-lines).join('\n')
  } finally {
    await handle.close()
  }
}
