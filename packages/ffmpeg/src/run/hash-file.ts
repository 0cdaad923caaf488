import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** The SHA-256 of a file and its size, read once; a gigabyte takes about a second. */
export async function hashFile(
  path: string,
  signal: AbortSignal,
): Promise<{ sha256: string; sizeBytes: number }> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  await pipeline(
    createReadStream(path, { highWaterMark: 1024 * 1024 }),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        hash.update(chunk)
        sizeBytes += chunk.length
      }
    },
    { signal },
  )
  return { sha256: hash.digest('hex'), sizeBytes }
}
