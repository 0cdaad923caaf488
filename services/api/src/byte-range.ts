/** The part of a file that a Range header asks for; `end` is the last byte, inclusive. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * One range of bytes, as RFC 9110 §14 has it. What is malformed, in another unit, or several ranges at once is to be
 * ignored, which is null: the whole file. A range that begins behind the end cannot be satisfied.
 */
export function parseByteRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | 'unsatisfiable' | null {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.replaceAll(/\s/g, '') ?? '') ?? []
  if (first === '' && last === '') return null
  if (first === '') {
    const length = Number(last)
    return length === 0 || sizeBytes === 0
      ? 'unsatisfiable'
      : { start: Math.max(0, sizeBytes - length), end: sizeBytes - 1 }
  }
  const start = Number(first)
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  if (last !== '' && Number(last) < start) return null
  return start < sizeBytes ? { start, end } : 'unsatisfiable'
}
