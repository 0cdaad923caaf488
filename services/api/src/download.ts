import type { Readable } from 'node:stream'
import { getRender, type RenderRow } from '@framewright/read-model'
import { DownloadQuery, RenderParams, type OutputFile } from '@framewright/schemas'
import { BlobMissing, type Storage } from '@framewright/storage'
import type { FastifyRequest } from 'fastify'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn } from './auth.ts'
import { parseByteRange, type ByteRange } from './byte-range.ts'
import { problemAnswers, streamAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'

const schema = {
  tags: ['renders'],
  summary: 'Download an output',
  description:
    'Takes Range and If-Range (206), If-None-Match (304), and HEAD. The ETag is the SHA-256 of the file.',
  params: RenderParams,
  querystring: DownloadQuery,
  response: {
    ...streamAnswers('video/mp4', { 200: 'The file', 206: 'A part of the file' }),
    ...problemAnswers(
      'NOT_FOUND',
      'RENDER_NOT_COMPLETED',
      'RENDER_DELETED',
      'RANGE_NOT_SATISFIABLE',
      'SERVICE_UNAVAILABLE',
    ),
  },
}

export function registerDownloadRoute(app: App, { database, storage }: ApiDeps): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/renders/:renderId/download',
    schema,
    handler: async (request, reply) => {
      const { renderId } = request.params
      const row = await getRender(database, { renderId, userId: callerIn(request).userId })
      const output = chosenOutput(row, request.query.output)
      const etag = `"${output.sha256}"`
      const validators = {
        etag,
        'accept-ranges': 'bytes',
        // The file never changes, but whether it may be had does: ask each time, and hear 304.
        'cache-control': 'private, no-cache',
      }
      if (namesTag(request.headers['if-none-match'], etag)) return reply.code(304).headers(validators).send()

      const range = parseByteRange(rangeHeader(request, etag), output.sizeBytes)
      if (range === 'unsatisfiable') {
        throw new RequestRefused('RANGE_NOT_SATISFIABLE', `The file has ${output.sizeBytes} bytes.`, {
          headers: { 'content-range': `bytes */${output.sizeBytes}` },
        })
      }
      // Opened before any header is set: a refusal is not to look like a part of the file.
      const body = request.method === 'HEAD' ? undefined : await opened(storage, output, range)
      const { start, end } = range ?? { start: 0, end: output.sizeBytes - 1 }
      if (range !== null) {
        void reply.code(206).header('content-range', `bytes ${start}-${end}/${output.sizeBytes}`)
      }
      return reply
        .headers({
          ...validators,
          'content-type': output.contentType,
          'content-length': end - start + 1,
          'content-disposition': contentDisposition(
            request.query.disposition ?? 'attachment',
            output.fileName,
          ),
          'content-security-policy': "default-src 'none'; sandbox",
        })
        .send(body)
    },
  })
}

async function opened(storage: Storage, { key }: OutputFile, range: ByteRange | null): Promise<Readable> {
  try {
    return (await storage.get(key, range ?? undefined)).stream
  } catch (error: unknown) {
    if (!(error instanceof BlobMissing)) throw error
    // Deleted a moment ago, or lost with the storage it was in: outputs can be made again.
    throw new RequestRefused('NOT_FOUND', 'The file is not in storage any more; submit the edit again.')
  }
}

function chosenOutput(row: RenderRow | undefined, name: string | undefined): OutputFile {
  if (row === undefined) throw new RequestRefused('NOT_FOUND', 'There is no such render.')
  if (row.status === 'deleted')
    throw new RequestRefused('RENDER_DELETED', 'The render and its files were deleted.')
  if (row.status !== 'completed') {
    throw new RequestRefused('RENDER_NOT_COMPLETED', `The render is ${row.status}; it has no output.`)
  }
  const output = name === undefined ? row.outputs[0] : row.outputs.find((one) => one.name === name)
  if (output !== undefined) return output
  const names = row.outputs.map((one) => one.name).join(', ')
  throw new RequestRefused('NOT_FOUND', `The render has no output of this name; it has ${names}.`)
}

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
