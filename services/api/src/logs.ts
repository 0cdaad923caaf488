import { Readable } from 'node:stream'
import { getRender } from '@framewright/read-model'
import { chunkLogsPrefix, LogQuery, logKey, logPrefix, RenderParams } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn } from './auth.ts'
import { problemAnswers, streamAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'

const schema = {
  tags: ['renders'],
  summary: 'What worker and FFmpeg wrote, as NDJSON',
  description:
    'One line of JSON for each entry, attempt after attempt, then chunk after chunk. An attempt is there once it has ended.',
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
    const keys = await keysOf(storage, renderId, { ...request.query, planId: row.plan_id })
    void reply.type('application/x-ndjson')
    return reply.send(Readable.from(contents(storage, keys)))
  })
}

interface Wanted {
  readonly attempt?: number
  readonly chunk?: number
  /** The newest plan of the render, which a chunk is looked for in. */
  readonly planId: number | null
}

async function keysOf(storage: Storage, renderId: string, wanted: Wanted): Promise<string[]> {
  const { attempt, chunk, planId } = wanted
  if (chunk !== undefined) {
    const ofChunk = planId === null ? [] : await listed(storage, chunkLogsPrefix(renderId, planId, chunk))
    const keys = ofChunk.filter((key) => attempt === undefined || attemptOf(key) === attempt)
    if (keys.length > 0) return keys
    const which = attempt === undefined ? '' : `attempt ${attempt} of `
    throw new RequestRefused('NOT_FOUND', `There is no log of ${which}chunk ${chunk}.`)
  }
  if (attempt === undefined) return (await listed(storage, logPrefix(renderId))).sort(inTurn)
  const key = logKey(renderId, attempt)
  if ((await storage.stat(key)) !== null) return [key]
  throw new RequestRefused('NOT_FOUND', `There is no log of attempt ${attempt}.`)
}

async function listed(storage: Storage, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const key of storage.list(prefix)) keys.push(key)
  return keys
}

const numbersIn = (key: string): number[] => key.split('/').at(-1)!.match(/\d+/g)?.map(Number) ?? []
const attemptOf = (key: string): number | undefined => numbersIn(key).at(-1)

/** The render's own attempts, then the chunks, plan by plan: a plan has no leading zeros. */
function inTurn(one: string, other: string): number {
  const [ones, others] = [numbersIn(one), numbersIn(other)]
  if (ones.length !== others.length) return ones.length - others.length
  const at = ones.findIndex((number, n) => number !== others[n])
  return at === -1 ? 0 : ones[at]! - others[at]!
}

async function* contents(storage: Storage, keys: readonly string[]): AsyncGenerator<Buffer> {
  for (const key of keys) {
    const { stream } = await storage.get(key)
    for await (const chunk of stream) yield chunk as Buffer
  }
}
