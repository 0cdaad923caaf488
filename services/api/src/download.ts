import { getRender, hrefOf, type RenderRow } from '@framewright/read-model'
import { DownloadQuery, RenderParams, type OutputFile } from '@framewright/schemas'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn } from './auth.ts'
import { problemAnswers, streamAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'
import { sendFile } from './send-file.ts'

const schema = {
  tags: ['renders'],
  summary: 'Download an output',
  description:
    'Takes Range and If-Range (206), If-None-Match (304), and HEAD. The ETag is the SHA-256 of the file. An output of ' +
    'several files answers with the address of the one to begin with (302).',
  params: RenderParams,
  querystring: DownloadQuery,
  response: {
    ...streamAnswers('video/mp4', { 200: 'The file', 206: 'A part of the file' }),
    302: { description: 'There are several files, and Location is the one to begin with' },
    ...problemAnswers(
      'NOT_FOUND',
      'RENDER_NOT_COMPLETED',
      'RENDER_DELETED',
      'OUTPUTS_EXPIRED',
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
      if (output.parts !== undefined) return reply.redirect(hrefOf(renderId, output), 302)
      return sendFile(request, reply, storage, output, request.query.disposition ?? 'attachment')
    },
  })
}

/** By its name, or the first. */
export function chosenOutput(row: RenderRow | undefined, name: string | undefined): OutputFile {
  if (row === undefined) throw new RequestRefused('NOT_FOUND', 'There is no such render.')
  if (row.status === 'deleted')
    throw new RequestRefused('RENDER_DELETED', 'The render and its files were deleted.')
  if (row.status !== 'completed') {
    throw new RequestRefused('RENDER_NOT_COMPLETED', `The render is ${row.status}; it has no output.`)
  }
  if (row.expired_at !== null)
    throw new RequestRefused(
      'OUTPUTS_EXPIRED',
      `Its outputs were kept until ${row.expired_at.toISOString()}.`,
    )
  const output = name === undefined ? row.outputs[0] : row.outputs.find((one) => one.name === name)
  if (output !== undefined) return output
  const names = row.outputs.map((one) => one.name).join(', ')
  throw new RequestRefused('NOT_FOUND', `The render has no output of this name; it has ${names}.`)
}
