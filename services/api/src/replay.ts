import { Readable } from 'node:stream'
import { chunkStreams, progressStream, renderStream, streamPrefixes } from '@framewright/domain'
import { PositionInvalid, type EventStore, type StoredEvent } from '@framewright/event-store'
import { ReplayQuery, type ReplayLine } from '@framewright/schemas'
import type { Static } from 'typebox'
import type { ApiDeps, App } from './api-deps.ts'
import { callerIn, seesEverybody, type Caller } from './auth.ts'
import { shownEvent } from './history.ts'
import { problemAnswers, streamAnswers } from './problem-answers.ts'
import { RequestRefused } from './problem.ts'
import { projectFinder } from './project-finder.ts'

type Query = Static<typeof ReplayQuery>

const schema = {
  tags: ['history'],
  summary: 'Replay the history as NDJSON',
  description:
    'Every stored event after `from`, in the order of the store, up to now: one JSON object a line, the last one ' +
    '`{"kind":"end"}` with the position to go on from. An answer without that line was cut off: ask again from the ' +
    'last position. Analysts and operators see the events of everybody.',
  querystring: ReplayQuery,
  response: {
    ...streamAnswers('application/x-ndjson', { 200: 'The events' }),
    ...problemAnswers('SCHEMA_VIOLATION', 'FORBIDDEN', 'SERVICE_UNAVAILABLE'),
  },
}

export function registerReplayRoute(app: App, { eventStore }: ApiDeps): void {
  app.get('/events', { schema, exposeHeadRoute: false }, async (request, reply) => {
    const stopped = new AbortController()
    // Of the connection, not of the body: a body that waits for the store is not closed before the store has answered.
    reply.raw.once('close', () => stopped.abort())
    const lines = replay(eventStore, request.query, ownerOf(request.query, callerIn(request)), stopped.signal)
    // A store that is away subscribes for ever without a word: ask it first, while the answer can still be a problem.
    await eventStore.ping()
    const chunks = await refusingPositions(opened(inChunks(lines)))
    return reply.type('application/x-ndjson').send(Readable.from(chunks, { objectMode: false }))
  })
}

/** A position that the store has never handed out is the caller's mistake. */
async function refusingPositions<T>(chunks: Promise<T>): Promise<T> {
  try {
    return await chunks
  } catch (error: unknown) {
    if (!(error instanceof PositionInvalid)) throw error
    const remedy = 'Use the position of the last line you have read, or leave it out to begin anew.'
    const detail = { pointer: '/query/from', code: 'POSITION_INVALID', message: error.message, remedy }
    throw new RequestRefused('SCHEMA_VIOLATION', 'The event store has no such position.', {
      details: [detail],
    })
  }
}

/** Whose events are shown; null: everybody's. */
function ownerOf({ user }: Query, caller: Caller): string | null {
  if (seesEverybody(caller)) return user ?? null
  if (user === undefined || user === caller.userId) return caller.userId
  throw new RequestRefused('FORBIDDEN', "Another user's events are for analysts and operators.")
}

/** Nothing from the store for so long, when there was more to come: cut off, so that the reader asks again. */
const silenceMs = 30_000

async function* replay(
  store: EventStore,
  query: Query,
  owner: string | null,
  stopped: AbortSignal,
): AsyncGenerator<ReplayLine> {
  const silence = patience(silenceMs)
  const feed = store.subscribe({
    from: query.from ?? null,
    prefixes: prefixesFor(query),
    signal: AbortSignal.any([stopped, silence.signal]),
  })
  const wanted = filterOf(store, query, owner)
  let position = query.from ?? null
  let events = 0
  try {
    silence.begin()
    for await (const item of feed) {
      // The reader may take its time; only the store is held to the clock.
      silence.end()
      if (item.kind === 'live') {
        yield { kind: 'end', position, live: true, events }
        return
      }
      position = item.kind === 'event' ? item.event.position : item.position
      if (item.kind === 'event' && (await wanted(item.event))) {
        yield replayedEvent(item.event)
        events += 1
        if (events === query.limit) {
          yield { kind: 'end', position, live: false, events }
          return
        }
      }
      silence.begin()
    }
    throw new RequestRefused(
      'SERVICE_UNAVAILABLE',
      'The event store fell silent in the middle of the replay.',
    )
  } finally {
    silence.end()
  }
}

function patience(limitMs: number) {
  const over = new AbortController()
  let timer: NodeJS.Timeout | undefined
  return {
    signal: over.signal,
    begin: () => (timer = setTimeout(() => over.abort(), limitMs)),
    end: () => clearTimeout(timer),
  }
}

function prefixesFor({ render }: Query): string[] {
  if (render === undefined) return Object.values(streamPrefixes)
  return [renderStream(render), chunkStreams(render), progressStream(render)]
}

function filterOf(
  store: EventStore,
  query: Query,
  owner: string | null,
): (event: StoredEvent) => Promise<boolean> {
  const types = query.type === undefined ? null : new Set(query.type)
  const since = query.since === undefined ? -Infinity : Date.parse(query.since)
  const until = query.until === undefined ? Infinity : Date.parse(query.until)
  const projectOf = projectFinder(store)
  return async (event) => {
    const recorded = event.recordedAt.getTime()
    if (owner !== null && event.metadata.userId !== owner) return false
    if (recorded < since || recorded >= until) return false
    const project = query.project === undefined ? undefined : await projectOf(event)
    return project === query.project && (types === null || types.has(event.type))
  }
}

function replayedEvent(event: StoredEvent): ReplayLine {
  return {
    kind: 'event',
    position: event.position,
    stream: event.stream,
    ...shownEvent(event),
    correlationId: event.metadata.$correlationId,
    causationId: event.metadata.$causationId,
    traceparent: event.metadata.traceparent,
    userId: event.metadata.userId,
  }
}

const chunkLength = 32_768

async function* inChunks(lines: AsyncIterable<ReplayLine>): AsyncGenerator<string> {
  let chunk = ''
  for await (const line of lines) {
    chunk += `${JSON.stringify(line)}\n`
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

/** Waits for the first chunk, so that what fails at once is answered as a problem and not as a broken stream. */
async function opened(chunks: AsyncGenerator<string>): Promise<AsyncGenerator<string>> {
  const first = await chunks.next()
  return (async function* () {
    if (!first.done) {
      yield first.value
      yield* chunks
    }
  })()
}
