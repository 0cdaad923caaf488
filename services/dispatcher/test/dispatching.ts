import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import {
  startDispatcher,
  type Dispatcher,
  type DispatcherConfig,
  type Timings,
} from '@framewright/dispatcher'
import { chunkStream, renderStream, type ChunkPlace } from '@framewright/domain'
import { openEventStore, type EventStore } from '@framewright/event-store'
import {
  answerHolds,
  beatPresence,
  connectNats,
  openLane,
  type Delivery,
  type NatsLink,
} from '@framewright/jetstream'
import { createMetrics } from '@framewright/observability'
import type { BacklogRow } from '@framewright/read-model'
import type { ChunkEvent, Lane, RenderEvent } from '@framewright/schemas'
import { eventually } from '../../../test/support/eventually.ts'
import { withNats, type NatsServer } from '../../../test/support/nats-server.ts'
import { runSql, withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import * as facts from '../../../test/support/render-facts.ts'

interface Test {
  teardown(release: () => unknown): void
  fail(message: string): unknown
}

/** A database, an event store in it, and a broker; whatever else a test needs it starts with these. */
export interface Dispatching {
  readonly url: string
  readonly nats: NatsServer
  readonly link: NatsLink
  readonly eventStore: EventStore
  start(options?: {
    timings?: Partial<Timings>
    natsUrl?: string
    databaseUrl?: string
    config?: Partial<DispatcherConfig>
    fail?: (error: unknown) => void
  }): Promise<Dispatcher>
  /** Appends to a render's stream; without an id, the request of a new one. */
  readonly happen: (renderId: string, ...events: readonly RenderEvent[]) => Promise<void>
  readonly happenTo: (chunk: ChunkPlace, ...events: readonly ChunkEvent[]) => Promise<void>
  readonly request: (data?: Parameters<typeof facts.requested>[0]) => Promise<string>
  rows(): Promise<BacklogRow[]>
  /** The items that have a message in RENDER_WORK, as often as they have one. */
  messages(): Promise<string[]>
}

const metadata = {
  $correlationId: 'test',
  $causationId: 'test',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  userId: 'ada',
  schemaVersion: 1,
}

export async function withDispatching(
  t: Test,
  database: Promise<{ url: string }> = withDatabase(t),
): Promise<Dispatching> {
  const [{ url }, nats] = await Promise.all([database, withNats(t)])
  const eventStore = await openEventStore({ url, log: quietLog })
  t.teardown(() => eventStore.close())
  const link = await openLink(t, nats.url)
  const lengths = new Map<string, number>()

  async function append(stream: string, events: readonly (RenderEvent | ChunkEvent)[]): Promise<void> {
    const length = lengths.get(stream) ?? 0
    lengths.set(stream, length + events.length)
    await eventStore.append(
      stream,
      length === 0 ? 'no_stream' : BigInt(length - 1),
      events.map(({ type, data }) => ({ id: randomUUID(), type, data, metadata })),
    )
  }

  const happen: Dispatching['happen'] = (renderId, ...events) => append(renderStream(renderId), events)

  return {
    url,
    nats,
    link,
    eventStore,
    start: async ({ timings = {}, natsUrl = nats.url, databaseUrl = url, config = {}, fail } = {}) => {
      const dispatcher = await startDispatcher({
        config: { ...configOf(databaseUrl, natsUrl), ...config },
        log: quietLog,
        metrics: createMetrics('dispatcher'),
        fail: fail ?? ((error) => t.fail(`the dispatcher failed: ${String(error)}`)),
        timings,
      })
      t.teardown(() => dispatcher.stop())
      return dispatcher
    },
    happen,
    happenTo: (chunk, ...events) => append(chunkStream(chunk), events),
    request: async (data = {}) => {
      const renderId = data.renderId ?? randomUUID()
      await happen(renderId, facts.requested({ ...data, renderId }))
      return renderId
    },
    rows: () => runSql<BacklogRow>(url, 'select * from backlog order by queued_at, chunk_number, item_id'),
    messages: () => messagesOf(link),
  }
}

export const configOf = (url: string, natsUrl: string) => ({
  EVENT_STORE_URL: url,
  DATABASE_URL: url,
  NATS_URL: natsUrl,
  LOG_LEVEL: 'silent',
  PROBE_HOST: '127.0.0.1',
  PROBE_PORT: 0,
})

export async function openLink(t: Pick<Test, 'teardown'>, url: string): Promise<NatsLink> {
  const link = await connectNats({ url, name: 'test', log: quietLog })
  t.teardown(() => link.close())
  return link
}

async function messagesOf(link: NatsLink): Promise<string[]> {
  // What is asked while the connection is made anew is lost: rather not, or not for long.
  if (!link.isConnected) throw new Error('there is no connection to the broker')
  const { streams } = await link.connection.jetstreamManager({ timeout: 500, checkAPI: false })
  const { state } = await streams.info('RENDER_WORK', { subjects_filter: '>' })
  return Object.entries(state.subjects ?? {}).flatMap(([subject, count]) =>
    Array.from({ length: count }, () => subject.split('.').at(-1)!),
  )
}

/** The events that RENDER_EVENTS has, by their ids. */
export async function relayedIds(link: NatsLink): Promise<Set<string>> {
  const { streams } = await link.connection.jetstreamManager()
  const { state } = await streams.info('RENDER_EVENTS')
  const ids = new Set<string>()
  for (let seq = state.first_seq; seq <= state.last_seq; seq += 1) {
    ids.add((await streams.getMessage('RENDER_EVENTS', { seq })).json<{ id: string }>().id)
  }
  return ids
}

/** The events of renders and chunks that are stored, by their ids. */
export async function storedIds(eventStore: EventStore): Promise<string[]> {
  const ids: string[] = []
  const { signal } = new AbortController()
  for await (const item of eventStore.subscribe({ from: null, prefixes: ['render-', 'chunk-'], signal })) {
    if (item.kind === 'event') ids.push(item.event.id)
    if (item.kind === 'live') break
  }
  return ids
}

export const itemOf = (renderId: string): string => `render-${renderId}`

/** Until exactly these renders have a message. */
export const untilMessages = (dispatching: Dispatching, renderIds: readonly string[], withinMs = 10_000) =>
  untilItems(dispatching, renderIds.map(itemOf), withinMs)

/** Until exactly these items have a message. */
export const untilItems = (dispatching: Dispatching, itemIds: readonly string[], withinMs = 10_000) =>
  eventually(
    async () => {
      const found = (await dispatching.messages()).sort()
      const wanted = [...itemIds].sort()
      if (JSON.stringify(found) !== JSON.stringify(wanted)) {
        throw new Error(`there are messages for ${found.join(', ')} instead of ${wanted.join(', ')}`)
      }
    },
    { withinMs },
  )

/**
 * Until each of these renders has a message, and only one. A leader that ends between a release and its commit leaves a
 * message that no row tells of; if its render is cancelled then, it stays for a worker, who finds the render ended.
 */
export const untilEachHasOne = (dispatching: Dispatching, renderIds: readonly string[], withinMs = 10_000) =>
  eventually(
    async () => {
      const wanted = renderIds.map(itemOf)
      const found = (await dispatching.messages()).filter((itemId) => wanted.includes(itemId))
      assert.deepEqual(found.sort(), wanted.sort())
    },
    { withinMs },
  )

/** Until the backlog has just these rows, oldest first, each with at least what is named of it. */
export const untilRows = (dispatching: Dispatching, wanted: readonly Partial<BacklogRow>[]) =>
  eventually(async () => {
    const found = await dispatching.rows()
    const named = found.map((row, at) =>
      Object.fromEntries(Object.keys(wanted[at] ?? {}).map((key) => [key, row[key as keyof BacklogRow]])),
    )
    assert.deepEqual(named, wanted)
  })

export interface FakeWorker {
  readonly workerId: string
  readonly link: NatsLink
  readonly holds: Set<string>
  take(lane?: Lane): Promise<Delivery>
  /** A beat now; resolves when the broker has it. */
  say(): Promise<void>
  /** Beats no more, and still answers. */
  fallSilent(): void
  /** Says nothing more, and answers nothing; its connection stays. */
  freeze(): void
  /** Its connection is gone, as after a kill. */
  die(): Promise<void>
}

/** Beats and answers like a worker, and does no work but what a test does with it. */
export async function startWorker(
  t: Pick<Test, 'teardown'>,
  url: string,
  { workerId = `worker-${randomUUID()}`, slots = 1, lanes = ['cpu-s'] as Lane[], draining = false } = {},
): Promise<FakeWorker> {
  const link = await openLink(t, url)
  const holds = new Set<string>()
  let frozen = false
  const at = new Date().toISOString()
  const about = { workerId, lanes, slots, draining, ffmpegBuild: 'none', encoders: [], pid: 1, host: 'test' }
  const beat = () => {
    if (!frozen) beatPresence(link, { ...about, holds: [...holds], startedAt: at, at })
  }
  const stopAnswering = answerHolds(link, workerId, (itemId) => holds.has(itemId))
  const timer = setInterval(beat, 1_000)
  t.teardown(() => clearInterval(timer))
  beat()
  return {
    workerId,
    link,
    holds,
    take: async (lane = 'cpu-s') => {
      const delivery = await openLane(link, lane).next({
        expiresMs: 10_000,
        signal: new AbortController().signal,
      })
      if (delivery === null) throw new Error('there is no work')
      holds.add(delivery.item.itemId)
      return delivery
    },
    say: async () => {
      beat()
      await link.roundTrip(1_000)
    },
    fallSilent: () => {
      frozen = true
    },
    freeze: () => {
      frozen = true
      stopAnswering()
      // Somebody listens, and says nothing.
      link.connection.subscribe(`holds.${workerId}`)
    },
    die: async () => {
      clearInterval(timer)
      await link.close()
    },
  }
}
