import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { assetStream, chunkStream, renderStream, upcast } from '@framewright/domain'
import { openEventStore, type EventStore, type StoredEvent } from '@framewright/event-store'
import { assetRowAfter, followedPrefixes, renderRowAfter } from '@framewright/projector'
import {
  openDatabase,
  type AssetRow,
  type ChunkRow,
  type Database,
  type RenderRow,
} from '@framewright/read-model'
import type {
  AssetEvent,
  ChunkEvent,
  EventMetadata,
  FramewrightEvent,
  RenderEvent,
} from '@framewright/schemas'
import { eventually } from '../../../test/support/eventually.ts'
import { withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { foldChunks } from './fold-chunks.ts'

interface Teardown {
  teardown(release: () => unknown): void
}

export interface Stores {
  readonly url: string
  readonly db: Database
  readonly eventStore: EventStore
}

/** Events and rows in one fresh database. */
export async function withStores(t: Teardown): Promise<Stores> {
  const { url } = await withDatabase(t)
  return openStores(t, url)
}

export async function openStores(t: Teardown, url: string): Promise<Stores> {
  const eventStore = await openEventStore({ url, log: quietLog })
  t.teardown(() => eventStore.close())
  const db = openDatabase({ url, maxConnections: 4, log: quietLog })
  t.teardown(() => db.close())
  return { url, db, eventStore }
}

const metadata: EventMetadata = {
  $correlationId: randomUUID(),
  $causationId: randomUUID(),
  traceparent: null,
  userId: 'ada',
  schemaVersion: 1,
}

/** Appends to the end of a stream that has `length` events so far. */
export const append = (
  eventStore: EventStore,
  stream: string,
  events: readonly FramewrightEvent[],
  length = 0,
): Promise<{ revision: bigint }> =>
  eventStore.append(
    stream,
    length === 0 ? 'no_stream' : BigInt(length - 1),
    events.map(({ type, data }) => ({ id: randomUUID(), type, data, metadata })),
  )

/** What may become of a render, one of each. */
export const lives: readonly (readonly RenderEvent[])[] = [
  [facts.requested()],
  [facts.requested(), facts.claimed(1), facts.planned(), facts.completed(1)],
  [facts.requested(), facts.claimed(1), facts.attemptFailed(1), facts.claimed(2), facts.failed(2)],
  [facts.requested(), facts.claimed(1), facts.handedBack(1), facts.claimed(2), facts.cancelled],
  [facts.requested(), facts.claimed(1), facts.failed(1), facts.retried, facts.claimed(2), facts.completed(2)],
  [facts.requested(), facts.claimed(1), facts.completed(1), facts.deleted],
  [facts.requested(), facts.claimed(1), facts.completed(1), facts.expired, facts.deleted],
]

/** A render with a life, under a new id, event by event. */
export async function liveRender(eventStore: EventStore, life: readonly RenderEvent[]): Promise<string> {
  const renderId = randomUUID()
  let length = 0
  for (const event of life) {
    const own = event.type === 'RenderRequested' ? facts.requested({ renderId }) : event
    await append(eventStore, renderStream(renderId), [own], length)
    length += 1
  }
  return renderId
}

/** Where a chunk is, and what becomes of it. */
export type ChunkStep = readonly [plan: number, number: number, event: ChunkEvent]

const { chunk } = facts
const planOfThree = [facts.requested(), facts.claimed(1), facts.chunkedPlan(4, [2])]

/** What may become of a render of chunks, in the order in which it comes. */
export const chunkedLives: readonly (readonly (RenderEvent | ChunkStep)[])[] = [
  [...planOfThree, [2, 0, chunk.claimed(1)], [2, 1, chunk.claimed(1)], [2, 1, chunk.attemptFailed(1)]],
  [
    ...planOfThree,
    [2, 1, chunk.claimed(1)],
    [2, 1, chunk.handedBack(1)],
    facts.cancelled,
    [2, 1, chunk.claimed(2)],
  ],
  [...planOfThree, [2, 3, chunk.claimed(1)], [2, 3, chunk.rendered(1)], facts.claimed(2), facts.completed(2)],
  [...planOfThree, [2, 1, chunk.claimed(1)], [2, 1, chunk.failed(1)], facts.failed(1)],
  [
    ...planOfThree,
    ...([[2, 1, chunk.claimed(1)], facts.cancelled, facts.retried, [2, 1, chunk.rendered(1)]] as const),
    ...([facts.claimed(2), facts.chunkedPlan(3, [1], 2), [6, 0, chunk.claimed(1)]] as const),
  ],
  [...planOfThree, [2, 1, chunk.claimed(1)], facts.deleted, [2, 1, chunk.rendered(1)]],
  [
    ...planOfThree,
    facts.claimed(2),
    facts.chunkedPlan(2, [], 2),
    [2, 1, chunk.claimed(1)],
    [4, 1, chunk.claimed(1)],
  ],
  [...planOfThree, facts.cancelled, facts.retried, facts.claimed(2), facts.planned({ attempt: 2 })],
]

/** The same under a new id, event by event. */
export async function liveChunkedRender(
  eventStore: EventStore,
  life: readonly (RenderEvent | ChunkStep)[],
): Promise<string> {
  const renderId = randomUUID()
  const lengths = new Map<string, number>()
  const next = async (stream: string, event: FramewrightEvent) => {
    const length = lengths.get(stream) ?? 0
    await append(eventStore, stream, [event], length)
    lengths.set(stream, length + 1)
  }
  for (const step of life) {
    if ('type' in step) {
      const own = step.type === 'RenderRequested' ? facts.requested({ renderId }) : step
      await next(renderStream(renderId), own)
    } else {
      const [plan, number, event] = step
      await next(chunkStream({ renderId, planId: BigInt(plan), number }), event)
    }
  }
  return renderId
}

export async function liveAsset(eventStore: EventStore, { removed = false } = {}): Promise<string> {
  const assetId = randomUUID()
  const { sha256, sizeBytes, media } = facts.output
  const stored: AssetEvent = {
    type: 'AssetStored',
    data: { assetId, userId: 'ada', name: 'bunny.mp4', sha256, sizeBytes, media },
  }
  const end: AssetEvent[] = removed ? [{ type: 'AssetRemoved', data: { by: 'ada' } }] : []
  await append(eventStore, assetStream(assetId), [stored, ...end])
  return assetId
}

/** How many events `liveOneOfEach` makes. */
export const eventsOfEach = [...lives, ...chunkedLives].reduce((sum, life) => sum + life.length, 3)

/** One of every life, and an asset that stays and one that goes. */
export async function liveOneOfEach(eventStore: EventStore): Promise<void> {
  for (const life of lives) await liveRender(eventStore, life)
  for (const life of chunkedLives) await liveChunkedRender(eventStore, life)
  await liveAsset(eventStore)
  await liveAsset(eventStore, { removed: true })
}

export interface Rows {
  readonly renders: RenderRow[]
  readonly chunks: ChunkRow[]
  readonly assets: AssetRow[]
}

/** What the rows have to be: every event that is stored, folded. */
export async function foldedRows(eventStore: EventStore): Promise<Rows> {
  const renders = new Map<string, RenderRow>()
  const assets = new Map<string, AssetRow>()
  const events = await everyEvent(eventStore)
  for (const stored of events) {
    const { stream, type, data, metadata, revision, recordedAt } = stored
    const event = upcast({ type, data, schemaVersion: metadata.schemaVersion })
    if (stream.startsWith('render-')) {
      const recorded = { event: event as RenderEvent, revision, recordedAt }
      renders.set(stream, renderRowAfter(renders.get(stream), recorded))
    } else if (stream.startsWith('asset-')) {
      const recorded = { event: event as AssetEvent, revision, recordedAt }
      assets.set(stream, assetRowAfter(assets.get(stream), recorded))
    }
  }
  return inOrder([...renders.values()], foldChunks(events), [...assets.values()])
}

export async function storedRows({ kysely }: Database): Promise<Rows> {
  return inOrder(
    await kysely.selectFrom('renders').selectAll().execute(),
    await kysely.selectFrom('render_chunks').selectAll().execute(),
    await kysely.selectFrom('assets').selectAll().execute(),
  )
}

async function everyEvent(eventStore: EventStore): Promise<StoredEvent[]> {
  const events: StoredEvent[] = []
  const { signal } = new AbortController()
  for await (const item of eventStore.subscribe({ from: null, prefixes: followedPrefixes, signal })) {
    if (item.kind === 'event') events.push(item.event)
    if (item.kind === 'live') break
  }
  return events
}

const inOrder = (renders: RenderRow[], chunks: ChunkRow[], assets: AssetRow[]): Rows => ({
  renders: renders.sort((a, b) => a.render_id.localeCompare(b.render_id)),
  chunks: chunks.sort((a, b) => a.render_id.localeCompare(b.render_id) || a.number - b.number),
  assets: assets.sort((a, b) => a.asset_id.localeCompare(b.asset_id)),
})

/** Until the rows are what the events say, all of them. */
export async function untilProjected({ db, eventStore }: Pick<Stores, 'db' | 'eventStore'>): Promise<void> {
  const expected = await foldedRows(eventStore)
  await eventually(
    async () => {
      const rows = await storedRows(db)
      if (!isDeepStrictEqual(rows, expected)) {
        const [have, want] = [rows, expected].map(
          ({ renders, chunks, assets }) => `${renders.length} + ${chunks.length} + ${assets.length}`,
        )
        throw new Error(`the rows are not those of the events: ${have} rows of ${want}`)
      }
    },
    { withinMs: 60_000, everyMs: 50 },
  )
}
