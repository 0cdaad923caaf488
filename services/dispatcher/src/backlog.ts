/**
 * In: the events of renders, in the order of the store. Out: the rows of the work that waits, and the checkpoint, in one
 * transaction; so whoever dies half-way has done nothing. Messages of cancelled work are taken out of RENDER_WORK after the
 * commit: one that stays there is found finished by whoever gets it.
 */
import { renderIdOf, renderStream, streamPrefixes, upcast } from '@framewright/domain'
import type { EventStore, StoredEvent } from '@framewright/event-store'
import { BrokerUnavailable, StreamMissing, withdrawWork } from '@framewright/jetstream'
import { traceIdOf } from '@framewright/observability'
import {
  advanceCheckpoint,
  clearBacklog,
  loadBacklog,
  readCheckpoint,
  removeBacklog,
  saveBacklog,
  type BacklogRow,
} from '@framewright/read-model'
import type { RenderEvent, WorkItem } from '@framewright/schemas'
import { follow, type FeedBatch } from './follow.ts'
import type { LeaderParts } from './leader-parts.ts'
import { routeEvent, type RequestData, type Routing } from './route-event.ts'

export const backlogFollower = 'dispatcher'

export interface BacklogOptions extends LeaderParts {
  /** In turn, after each commit. Before `isLive` the backlog is not complete, and nothing may be released. */
  readonly onCommitted: (batch: { isLive: boolean; hasChanged: boolean }) => Promise<void>
}

/** Until the signal is aborted. Throws when the checkpoint was moved by somebody else, or Postgres does not answer. */
export async function followBacklog(options: BacklogOptions, signal: AbortSignal): Promise<void> {
  const { session, eventStore, inTurn } = options
  const from = await readCheckpoint(session.kysely, backlogFollower)
  // From the beginning: what is there from before would only be in the way.
  if (from === null) await clearBacklog(session.kysely)
  const prefixes = [streamPrefixes.render]
  const handle = (batch: FeedBatch) => inTurn(() => applyBatch(options, batch, signal))
  await follow({ eventStore, from, prefixes, signal, handle })
}

async function applyBatch(
  { session, eventStore, nats, log, onCommitted }: BacklogOptions,
  { from, to, events, isLive }: FeedBatch,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  let hasChanged = false
  if (to !== null && to !== from) {
    const routed = await inNewestShape(eventStore, events)
    const { saved, removed, withdrawn } = await session.kysely.transaction().execute(async (tx) => {
      await advanceCheckpoint(tx, backlogFollower, from, to)
      const renderIds = [...new Set(routed.map(({ stream }) => renderIdOf(stream)))]
      const change = changeOf(await loadBacklog(tx, renderIds), routed)
      await removeBacklog(tx, change.removed)
      await saveBacklog(tx, change.saved)
      return change
    })
    hasChanged = saved.length + removed.length > 0
    for (const row of withdrawn) {
      try {
        await withdrawWork(nats, itemOf(row))
      } catch (error: unknown) {
        if (!(error instanceof BrokerUnavailable) && !(error instanceof StreamMissing)) throw error
        log.debug({ ...traceOf(row), err: error }, 'the message of a cancelled item stays')
      }
    }
  }
  await onCommitted({ isLive, hasChanged })
}

interface Routed {
  readonly stream: string
  readonly route: (rows: readonly BacklogRow[]) => Routing
}

/** Pure: what the events come to, each row of it once; a later event of an item supersedes what an earlier one wanted. */
function changeOf(rows: readonly BacklogRow[], routed: readonly Routed[]): Routing {
  const current = new Map(rows.map((row) => [row.item_id, row]))
  const saved = new Map<string, BacklogRow>()
  const removed = new Set<string>()
  const withdrawn = new Map<string, BacklogRow>()
  for (const { stream, route } of routed) {
    const renderId = renderIdOf(stream)
    const change = route([...current.values()].filter((row) => row.render_id === renderId))
    for (const row of change.saved) {
      current.set(row.item_id, row)
      saved.set(row.item_id, row)
      removed.delete(row.item_id)
      withdrawn.delete(row.item_id)
    }
    for (const itemId of change.removed) {
      current.delete(itemId)
      saved.delete(itemId)
      removed.add(itemId)
    }
    for (const row of change.withdrawn) withdrawn.set(row.item_id, row)
  }
  return { saved: [...saved.values()], removed: [...removed], withdrawn: [...withdrawn.values()] }
}

async function inNewestShape(eventStore: EventStore, events: readonly StoredEvent[]): Promise<Routed[]> {
  const routed: Routed[] = []
  for (const stored of events) {
    const event = toRenderEvent(stored)
    const request = event.type === 'RenderRetried' ? await requestOf(eventStore, stored.stream) : null
    routed.push({ stream: stored.stream, route: (rows) => routeEvent({ ...stored, event }, rows, request) })
  }
  return routed
}

/** What a render was asked for to be: event 0 of its stream. A retry says no more than that it is to be done again. */
async function requestOf(eventStore: EventStore, stream: string): Promise<RequestData | null> {
  const [first] = await eventStore.readStream(stream)
  const event = first === undefined ? null : toRenderEvent(first)
  return event?.type === 'RenderRequested' ? event.data : null
}

const toRenderEvent = ({ type, data, metadata }: StoredEvent): RenderEvent =>
  upcast({ type, data, schemaVersion: metadata.schemaVersion }) as RenderEvent

/** What a log line about a row begins with. */
export const traceOf = ({ render_id: renderId, traceparent }: BacklogRow) => ({
  renderId,
  traceId: traceparent === null ? null : traceIdOf(traceparent),
})

/** The message of a row. */
export const itemOf = (row: BacklogRow): WorkItem => ({
  kind: 'render',
  itemId: row.item_id,
  renderId: row.render_id,
  stream: renderStream(row.render_id),
  lane: row.lane,
  traceparent: row.traceparent,
})
