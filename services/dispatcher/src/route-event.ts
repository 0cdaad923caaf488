import assert from 'node:assert/strict'
import { chunkItemId, chunkOf, renderIdOf, streamPrefixes } from '@framewright/domain'
import type { StoredEvent } from '@framewright/event-store'
import type { BacklogRow } from '@framewright/read-model'
import type { ChunkEvent, RenderEvent } from '@framewright/schemas'
import { assemblyRow, renderRow, requestedRow, rowsOfPlan, type RequestData } from './new-rows.ts'

/** An event as it was stored, in the newest shape. */
export interface RoutedEvent extends Pick<
  StoredEvent,
  'id' | 'stream' | 'revision' | 'recordedAt' | 'metadata'
> {
  readonly event: RenderEvent | ChunkEvent
}

/** That a chunk failed for good: its render is to fail, if its plan is current still. */
export interface ChunkFailure extends Pick<RoutedEvent, 'id' | 'stream' | 'metadata'> {
  readonly data: Extract<ChunkEvent, { type: 'ChunkFailed' }>['data']
}

/** What an event causes. `withdrawn`: items that have a message which nobody has taken, and nobody is to. */
export interface Routing {
  readonly saved: readonly BacklogRow[]
  readonly removed: readonly string[]
  readonly withdrawn: readonly BacklogRow[]
  readonly failures: readonly ChunkFailure[]
}

const nothing: Routing = { saved: [], removed: [], withdrawn: [], failures: [] }

/**
 * Pure: an event, the rows that its render has in the backlog, and what was asked for, to what changes.
 *
 * A render that is open has rows: one to be planned, or one for each chunk that its plan lacks, or one to be assembled. Of
 * the first and the last the claims are on the render's own stream, of a chunk on the chunk's.
 *
 * | event                              | rows                                                               |
 * |------------------------------------|--------------------------------------------------------------------|
 * | Requested, Retried                 | the render, waits, due now; whatever else it has is gone           |
 * | Planned, inline                    | as they were; in place of a plan of chunks: the render, waits      |
 * | Planned, chunked                   | its chunks that are no hits, or its assembly if all are; they wait |
 * |                                    | where the render did, due now. Whatever it had is gone             |
 * | Claimed, of render or chunk        | released, held by that worker                                      |
 * | AttemptFailed, of render or chunk  | waits, due at `retryAt`                                            |
 * | HandedBack, of render or chunk     | stays released: its worker hands the very message back             |
 * | ChunkRendered                      | gone; after the last one of the plan its assembly waits, due now   |
 * | ChunkFailed                        | failed: it holds its render's place until the end of that comes,   |
 * |                                    | which is to be written                                             |
 * | Completed, Failed,                 | all of them gone                                                   |
 * | Cancelled, Deleted, Expired        |                                                                    |
 *
 * The message of a row that goes is its worker's, who acknowledges it; where nobody has claimed it, it is withdrawn.
 *
 * An event that comes again, whenever, changes nothing, since the rows know it or something later: a row knows which event of
 * its stream was its last, and the rows of a plan that they are of it. Where there is no row, the work is finished.
 */
export function routeEvent(
  routed: RoutedEvent,
  rows: readonly BacklogRow[],
  request: RequestData | null,
): Routing {
  const { event, stream, revision } = routed
  const row = rows.find((one) =>
    isOfChunk(stream) ? one.item_id === itemIdOf(stream) : one.kind !== 'chunk',
  )
  const known = isOfChunk(stream) ? (row?.revision ?? -1) : Math.max(-1, ...rows.map(revisionOfRender))
  if (revision <= known) return nothing
  const changed = (change: Partial<BacklogRow>): Routing =>
    row === undefined ? nothing : { ...nothing, saved: [{ ...row, ...change, revision: Number(revision) }] }

  switch (event.type) {
    case 'RenderRequested':
      return replaced(rows, [requestedRow(routed, event.data)])
    case 'RenderRetried':
      assert(request, `${stream} was retried and never requested`)
      return replaced(rows, [requestedRow(routed, request)])
    case 'RenderPlanned': {
      const [any] = rows
      if (any === undefined) return nothing
      if (event.data.mode === 'chunked') return replaced(rows, rowsOfPlan(routed, event.data, any))
      return any.kind === 'render' ? nothing : replaced(rows, [renderRow(routed, any)])
    }
    case 'RenderClaimed':
    case 'ChunkClaimed':
      return changed({ state: 'released', worker_id: event.data.workerId })
    case 'RenderAttemptFailed':
    case 'ChunkAttemptFailed': {
      const due = new Date(event.data.retryAt)
      return changed({ state: 'waiting', due_at: due, released_at: null, worker_id: null })
    }
    case 'RenderHandedBack':
    case 'ChunkHandedBack':
      return changed({ worker_id: null })
    case 'ChunkRendered':
      if (row === undefined) return nothing
      return replaced([row], isLast(row, rows) ? [assemblyRow(routed, row)] : [])
    case 'ChunkFailed': {
      if (row === undefined) return nothing
      const failed = changed({ state: 'failed', worker_id: null })
      return { ...failed, failures: [{ id: routed.id, stream, metadata: routed.metadata, data: event.data }] }
    }
    case 'RenderCompleted':
    case 'RenderFailed':
    case 'RenderCancelled':
    case 'RenderDeleted':
    case 'RenderExpired':
      return replaced(rows, [])
  }
}

/** The render that an event is about. */
export const renderOf = (stream: string): string =>
  isOfChunk(stream) ? chunkOf(stream).renderId : renderIdOf(stream)

const isOfChunk = (stream: string): boolean => stream.startsWith(streamPrefixes.chunk)
const itemIdOf = (stream: string): string => chunkItemId(chunkOf(stream))

/** How far the rows of a render know its stream: a chunk is there because of its plan. */
const revisionOfRender = (row: BacklogRow): number => (row.kind === 'chunk' ? row.plan_id! : row.revision)

/** A chunk that failed counts: its plan comes to nothing. */
const isLast = (row: BacklogRow, rows: readonly BacklogRow[]): boolean => rows.every((one) => one === row)

/** Who has claimed an item is told, and acknowledges the message itself. */
const isUnclaimed = (row: BacklogRow): boolean => row.state === 'released' && row.worker_id === null

function replaced(rows: readonly BacklogRow[], saved: readonly BacklogRow[]): Routing {
  const staying = new Set(saved.map((row) => row.item_id))
  const gone = rows.filter((row) => !staying.has(row.item_id))
  return {
    ...nothing,
    saved,
    removed: gone.map((row) => row.item_id),
    withdrawn: gone.filter(isUnclaimed),
  }
}
