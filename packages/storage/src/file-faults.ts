import { StorageFull, StorageUnavailable } from './errors.ts'

/** The system call's own code (ENOENT and its like), or null for an error that is not of the file system. */
export function errnoOf(error: unknown): string | null {
  const isSystemError = error instanceof Error && 'syscall' in error && 'code' in error
  return isSystemError && typeof error.code === 'string' ? error.code : null
}

/** What the file system says, as this package says it. Anything else (a bug, an abort, a fault of ours) stays as it is. */
export function faultOf(error: unknown, doing: string): unknown {
  const errno = errnoOf(error)
  if (errno === null) return error
  if (errno === 'ENOSPC' || errno === 'EDQUOT')
    return new StorageFull(`no room left to ${doing}`, { cause: error })
  return new StorageUnavailable(`could not ${doing} (${errno})`, { cause: error })
}

export async function withFaults<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error: unknown) {
    throw faultOf(error, doing)
  }
}
