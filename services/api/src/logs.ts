import { Readable } from 'node:stream'
import { getRender } from '@framewright/read-model'
import { LogQuery, logKey, logPrefix, RenderParams } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn } from './auth.ts'
import { problemAnswers, streamAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'

const schema = {
  tags: ['renders'],
  summary: 'What worker and FFmpeg wrote, as NDJSON',
  description:
    'One line of JSON for each entry, attempt after attempt. An attempt is there once it has ended.',
  params: RenderParams,
  querystring: LogQuery,
  response: {
    ...streamAnswers('application/x-ndjson', { 200: 'The log' }),
    ...problemAnswers('NOT_FOUND', 'RENDER_DELETED', 'SERVICE_UNAVAILABLE'),
  },
}

export function registerLogRoute(app: App, { database, storage }: ApiDeps): void {
  app.get('/renders/:renderId/logs', { schema }, async (request, reply) => {
    const { renderId } = request.params
    const row = await getRender(database, { renderId, userId: callerIn(request).userId })
    if (row === undefined) throw new RequestRefused('NOT_FOUND', 'There is no such render.')
    if (row.status === 'deleted')
      throw new RequestRefused('RENDER_DELETED', 'The render and its logs were deleted.')
    const keys = await keysOf(storage, renderId, request.query.attempt)
    void reply.type('application/x-ndjson')
    return reply.send(Readable.from(contents(storage, keys)))
  })
}

async function keysOf(storage: Storage, renderId: string, attempt: number | undefined): Promise<string[]> {
  if (attempt === undefined) {
    const keys: string[] = []
    for await (const key of storage.list(logPrefix(renderId))) keys.push(key)
    return keys.sort()
  }
  const key = logKey(renderId, attempt)
  if ((await storage.stat(key)) !== null) return [key]
  throw new RequestRefused('NOT_FOUND', `There is no log of attempt ${attempt}.`)
}

async function* contents(storage: Storage, keys: readonly string[]): AsyncGenerator<Buffer> {
  for (const key of keys) {
    const { stream } = await storage.get(key)
    for await (const chunk of stream) yield chunk as Buffer
  }
}
