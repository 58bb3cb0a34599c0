import { Failure } from '../model/failure.ts'

const mends: Readonly<Record<string, string>> = {
  EACCES: 'Let this user write there, or work in another folder.',
  EPERM: 'Let this user write there, or work in another folder.',
  EROFS: 'Make it writable, or work in another folder.',
  ENOSPC: 'Make room on its disk.',
  EDQUOT: "Make room in this user's quota.",
  ENOTDIR: 'Move away the file that stands where a folder is needed.',
  EEXIST: 'Move away the file that stands where a folder is needed.',
  EISDIR: 'Move away the folder that stands where a file is needed.',
}

/** What a user can do about a file that could not be read or written; `undefined` for any other error. */
export function fileTrouble(cause: unknown): Failure | undefined {
  if (!(cause instanceof Error) || !('code' in cause)) return undefined
  const { code, path } = cause as NodeJS.ErrnoException
  const mend = mends[code ?? '']
  if (mend === undefined) return undefined
  return new Failure(path === undefined ? cause.message : `${path} cannot be read or written (${code})`, mend)
}
