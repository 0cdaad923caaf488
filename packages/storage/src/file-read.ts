import { createReadStream, createWriteStream } from 'node:fs'
import { link, rename, rm, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { faultOf } from './file-faults.ts'
import { cannotLink } from './file-write.ts'
import type { ByteRange, FetchOptions } from './storage.ts'

const blockBytes = 256 * 1024

/**
 * The bytes of an open file, whose handle it closes. Not `handle.createReadStream()`: an error of the disk is to reach the
 * reader as StorageUnavailable.
 */
export function readableOf(handle: FileHandle, key: string, range: ByteRange): Readable {
  let position = range.start
  return new Readable({
    highWaterMark: blockBytes,
    read() {
      const wanted = Math.min(blockBytes, range.end + 1 - position)
      if (wanted <= 0) {
        this.push(null)
        return
      }
      handle.read(Buffer.allocUnsafe(wanted), 0, wanted, position).then(
        ({ bytesRead, buffer }) => {
          position += bytesRead
          this.push(bytesRead === 0 ? null : buffer.subarray(0, bytesRead))
        },
        (error: unknown) => this.destroy(faultOf(error, `read ${key}`) as Error),
      )
    },
    destroy(error, done) {
      handle.close().then(
        () => done(error),
        (closing: unknown) => done(error ?? (faultOf(closing, `close ${key}`) as Error)),
      )
    },
  })
}

/**
 * Gives the object a second name at `target`; where the two are on different file systems, copies it, and `target` is
 * there only when it is complete. Objects are replaced by rename, so a link keeps the bytes it was made for.
 */
export async function linkOrCopy(
  object: string,
  target: string,
  sizeBytes: number,
  { signal, onBytes }: FetchOptions,
): Promise<'linked' | 'copied'> {
  signal.throwIfAborted()
  await rm(target, { force: true })
  try {
    await link(object, target)
    onBytes(sizeBytes)
    return 'linked'
  } catch (error: unknown) {
    if (!cannotLink(error)) throw error
  }
  await copyCounting(object, target, { signal, onBytes })
  return 'copied'
}

export async function copyCounting(
  source: string,
  target: string,
  { signal, onBytes }: FetchOptions,
): Promise<void> {
  const part = `${target}.part`
  let copied = 0
  const counting = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      yield chunk
      copied += chunk.length
      onBytes(copied)
    }
  }
  try {
    const from = createReadStream(source, { highWaterMark: blockBytes })
    await pipeline(from, counting, createWriteStream(part), { signal })
    await rename(part, target)
  } catch (error: unknown) {
    await rm(part, { force: true })
    throw signal.aborted ? signal.reason : error
  }
}
