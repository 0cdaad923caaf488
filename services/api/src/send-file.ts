import type { Readable } from 'node:stream'
import { BlobMissing, type Storage } from '@framewright/storage'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { parseByteRange, type ByteRange } from './byte-range.ts'
import { RequestRefused } from './problem.ts'

/** What is sent of storage, and how it is called there. */
export interface SentFile {
  readonly key: string
  readonly fileName: string
  readonly contentType: string
  readonly sha256: string
  readonly sizeBytes: number
}

/** A file, or the part of it that is asked for; nothing of it where the caller has it already. */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  storage: Storage,
  file: SentFile,
  disposition: 'attachment' | 'inline',
): Promise<FastifyReply> {
  const etag = `"${file.sha256}"`
  const validators = {
    etag,
    'accept-ranges': 'bytes',
    // The file never changes, but whether it may be had does: ask each time, and hear 304.
    'cache-control': 'private, no-cache',
  }
  if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).headers(validators).send()

  const range = parseByteRange(rangeHeader(request, etag), file.sizeBytes)
  if (range === 'unsatisfiable') {
    throw new RequestRefused('RANGE_NOT_SATISFIABLE', `The file has ${file.sizeBytes} bytes.`, {
      headers: { 'content-range': `bytes */${file.sizeBytes}` },
    })
  }
  // Opened before any header is set: a refusal is not to look like a part of the file.
  const body = request.method === 'HEAD' ? undefined : await opened(storage, file, range)
  const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 }
  if (range !== null) {
    void reply.code(206).header('content-range', `bytes ${start}-${end}/${file.sizeBytes}`)
  }
  return reply
    .headers({
      ...validators,
      'content-type': file.contentType,
      'content-length': end - start + 1,
      'content-disposition': contentDisposition(disposition, file.fileName),
      'content-security-policy': "default-src 'none'; sandbox",
    })
    .send(body)
}

async function opened(storage: Storage, { key }: SentFile, range: ByteRange | null): Promise<Readable> {
  try {
    return (await storage.get(key, range ?? undefined)).stream
  } catch (error: unknown) {
    throw error instanceof BlobMissing ? filesGone() : error
  }
}

/** Deleted a moment ago, or lost with the storage it was in: outputs can be made again. */
export const filesGone = (): RequestRefused =>
  new RequestRefused('NOT_FOUND', 'The file is not in storage any more; submit the edit again.')

/** A range of another version of the file would be spliced to this one: then the whole file is the answer. */
function rangeHeader(request: FastifyRequest, etag: string): string | undefined {
  const condition = request.headers['if-range']
  return condition === undefined || condition === etag ? request.headers.range : undefined
}

function namesTag(header: string | undefined, etag: string): boolean {
  return (
    header !== undefined && header.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()))
  )
}

/** RFC 6266: a plain name for old clients, and the exact one in UTF-8. */
export function contentDisposition(kind: 'attachment' | 'inline', fileName: string): string {
  const plain = fileName.replaceAll(/[^\x20-\x7e]|["\\%/;]/g, '_')
  const exact = encodeURIComponent(fileName.replaceAll(/\p{Surrogate}/gu, '_')).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${kind}; filename="${plain}"; filename*=UTF-8''${exact}`
}
