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
    'One line of JSON for each entry, attempt after attempt, then chunk after chunk. An attempt is there once it has ended. ' +
    'A plan is named by the revision of its event, as in the history.',
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
    const keys = await keysOf(storage, renderId, request.query)
    void reply.type('application/x-ndjson')
    return reply.send(Readable.from(contents(storage, keys)))
  })
}

async function keysOf(storage: Storage, renderId: string, wanted: LogQuery): Promise<string[]> {
  const { attempt, chunk, plan } = wanted
  if (chunk !== undefined || plan !== undefined) {
    const keys = chosenIn(await listed(storage, logPrefix(renderId)), wanted)
    if (keys.length > 0) return keys.sort(inTurn)
    throw new RequestRefused('NOT_FOUND', `There is no log of ${said(wanted)}.`)
  }
  if (attempt === undefined) return (await listed(storage, logPrefix(renderId))).sort(inTurn)
  const key = logKey(renderId, attempt)
  if ((await storage.stat(key)) !== null) return [key]
  throw new RequestRefused('NOT_FOUND', `There is no log of ${said(wanted)}.`)
}

/** Of chunks. Where no plan is named, a number is looked for in all of them, and the newest that has it is meant. */
function chosenIn(keys: readonly string[], { attempt, chunk, plan }: LogQuery): string[] {
  const found = keys.flatMap((key) => {
    const [ofPlan = 0, number, ofAttempt, ...none] = numbersIn(key)
    const isWanted =
      ofAttempt !== undefined &&
      none.length === 0 &&
      [chunk ?? number, plan ?? ofPlan, attempt ?? ofAttempt].join() === [number, ofPlan, ofAttempt].join()
    return isWanted ? [{ key, ofPlan }] : []
  })
  const newest = Math.max(...found.map(({ ofPlan }) => ofPlan))
  return found.filter(({ ofPlan }) => ofPlan === newest).map(({ key }) => key)
}

function said({ attempt, chunk, plan }: LogQuery): string {
  const parts = { attempt, chunk, plan }
  return Object.entries(parts)
    .flatMap(([what, number]) => (number === undefined ? [] : [`${what} ${number}`]))
    .join(' of ')
}

async function listed(storage: Storage, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const key of storage.list(prefix)) keys.push(key)
  return keys
}

const numbersIn = (key: string): number[] => key.split('/').at(-1)!.match(/\d+/g)?.map(Number) ?? []

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
