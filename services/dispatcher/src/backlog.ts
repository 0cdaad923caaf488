/**
 * In: the events of renders and of their chunks, in the order of the store. Out: the rows of the work that waits, and the
 * checkpoint, in one transaction; so whoever dies half-way has done nothing, but for a render that it has failed because of a
 * chunk, and then it finds it failed. Messages of work that is gone are taken out of RENDER_WORK after the commit: one that
 * stays there is found finished by whoever gets it.
 */
import { streamPrefixes, upcast } from '@framewright/domain'
import type { EventStore, StoredEvent } from '@framewright/event-store'
import { BrokerUnavailable, StreamMissing, withdrawWork } from '@framewright/jetstream'
import {
  advanceCheckpoint,
  clearBacklog,
  loadBacklog,
  readCheckpoint,
  removeBacklog,
  saveBacklog,
  type BacklogRow,
} from '@framewright/read-model'
import { changeOf, type Routed } from './batch-change.ts'
import { failRender } from './fail-render.ts'
import { follow, type FeedBatch } from './follow.ts'
import { itemOf, traceOf } from './item-of.ts'
import type { LeaderParts } from './leader-parts.ts'
import type { RequestData } from './new-rows.ts'
import { renderOf, routeEvent, type ChunkFailure, type RoutedEvent } from './route-event.ts'

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
  const prefixes = [streamPrefixes.render, streamPrefixes.chunk]
  const handle = (batch: FeedBatch) => inTurn(() => applyBatch(options, batch, signal))
  await follow({ eventStore, from, prefixes, signal, handle })
}

async function applyBatch(
  options: BacklogOptions,
  { from, to, events, isLive }: FeedBatch,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return
  const { session, eventStore, onCommitted } = options
  let hasChanged = false
  if (to !== null && to !== from) {
    const routed = await inNewestShape(eventStore, events)
    const renderIds = [...new Set(routed.map(({ stream }) => renderOf(stream)))]
    // Nobody else writes these rows: the transaction finds what is read here.
    const change = changeOf(await loadBacklog(session.kysely, renderIds), routed)
    await failRenders(options, change.failures)
    const { saved, removed, withdrawn } = change
    await session.kysely.transaction().execute(async (tx) => {
      await advanceCheckpoint(tx, backlogFollower, from, to)
      await removeBacklog(tx, removed)
      await saveBacklog(tx, saved)
    })
    hasChanged = saved.length + removed.length > 0
    await Promise.all(withdrawn.map((row) => withdraw(options, row)))
  }
  await onCommitted({ isLive, hasChanged })
}

async function failRenders(
  { eventStore, log }: BacklogOptions,
  failures: readonly ChunkFailure[],
): Promise<void> {
  for (const failure of failures) {
    const isFailed = await failRender(eventStore, failure)
    const { stream, data } = failure
    log.warn({ stream, code: data.code, isFailed }, 'a chunk failed for good, and with it its render')
  }
}

async function withdraw({ nats, log }: BacklogOptions, row: BacklogRow): Promise<void> {
  try {
    await withdrawWork(nats, itemOf(row))
  } catch (error: unknown) {
    if (!(error instanceof BrokerUnavailable) && !(error instanceof StreamMissing)) throw error
    log.debug({ ...traceOf(row), err: error }, 'the message of an item that is gone stays')
  }
}

async function inNewestShape(eventStore: EventStore, events: readonly StoredEvent[]): Promise<Routed[]> {
  const routed: Routed[] = []
  for (const stored of events) {
    const event = toEvent(stored)
    const request = event.type === 'RenderRetried' ? await requestOf(eventStore, stored.stream) : null
    routed.push({ stream: stored.stream, route: (rows) => routeEvent({ ...stored, event }, rows, request) })
  }
  return routed
}

/** What a render was asked for to be: event 0 of its stream. A retry says no more than that it is to be done again. */
async function requestOf(eventStore: EventStore, stream: string): Promise<RequestData | null> {
  const [first] = await eventStore.readStream(stream)
  const event = first === undefined ? null : toEvent(first)
  return event?.type === 'RenderRequested' ? event.data : null
}

const toEvent = ({ type, data, metadata }: StoredEvent): RoutedEvent['event'] =>
  upcast({ type, data, schemaVersion: metadata.schemaVersion }) as RoutedEvent['event']
