import { open } from 'node:fs/promises'

/** So many bytes of a file, or all of one that is shorter. */
export async function beginningOf(path: string, byteCount: number): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(byteCount), 0, byteCount, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
