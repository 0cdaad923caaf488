import assert from 'node:assert/strict'
import { renderIdOf, renderItemId } from '@framewright/domain'
import type { StoredEvent } from '@framewright/event-store'
import type { BacklogRow } from '@framewright/read-model'
import type { FramewrightEvent, RenderEvent } from '@framewright/schemas'

export type RequestData = Extract<FramewrightEvent, { type: 'RenderRequested' }>['data']

/** An event as it was stored, in the newest shape. */
export interface RoutedEvent extends Pick<StoredEvent, 'stream' | 'recordedAt' | 'metadata'> {
  readonly event: RenderEvent
}

/** What an event causes in the backlog. `withdrawn`: items that have a message which nobody has taken, and nobody is to. */
export interface Routing {
  readonly saved: readonly BacklogRow[]
  readonly removed: readonly string[]
  readonly withdrawn: readonly BacklogRow[]
}

const nothing: Routing = { saved: [], removed: [], withdrawn: [] }

/**
 * Pure: an event of a render, the rows that the render has in the backlog, and what was asked for, to what changes.
 *
 * | event                      | the render's item                                              |
 * |----------------------------|----------------------------------------------------------------|
 * | Requested, Retried         | waits, due now                                                 |
 * | Claimed                    | released, held by that worker                                  |
 * | AttemptFailed              | waits, due at `retryAt`                                        |
 * | HandedBack                 | stays released: its worker hands the very message back         |
 * | Completed, Failed          | gone; its worker acknowledges the message                      |
 * | Cancelled, Deleted         | gone, and so is its message if nobody has claimed it           |
 *
 * Applying an event twice gives the same rows as applying it once.
 */
export function routeEvent(
  routed: RoutedEvent,
  rows: readonly BacklogRow[],
  request: RequestData | null,
): Routing {
  const { event } = routed
  const itemId = renderItemId(renderIdOf(routed.stream))
  const row = rows.find((one) => one.item_id === itemId)
  switch (event.type) {
    case 'RenderRequested':
      return { ...nothing, saved: [waiting(routed, event.data)] }
    case 'RenderRetried':
      assert(request, `${routed.stream} was retried and never requested`)
      return { ...nothing, saved: [waiting(routed, request)] }
    case 'RenderClaimed':
      return changed(row, { state: 'released', worker_id: event.data.workerId })
    case 'RenderAttemptFailed':
      return changed(row, {
        state: 'waiting',
        due_at: new Date(event.data.retryAt),
        released_at: null,
        worker_id: null,
      })
    case 'RenderHandedBack':
      return changed(row, { worker_id: null })
    case 'RenderPlanned':
      return nothing
    case 'RenderCompleted':
    case 'RenderFailed':
      return row === undefined ? nothing : { ...nothing, removed: [itemId] }
    case 'RenderCancelled':
    case 'RenderDeleted':
      if (row === undefined) return nothing
      // Who has claimed it is told, and acknowledges the message itself.
      return { saved: [], removed: [itemId], withdrawn: isUnclaimed(row) ? [row] : [] }
  }
}

function waiting({ stream, recordedAt, metadata }: RoutedEvent, request: RequestData): BacklogRow {
  const renderId = renderIdOf(stream)
  return {
    item_id: renderItemId(renderId),
    render_id: renderId,
    user_id: request.userId,
    lane: request.lane,
    class: request.class,
    kind: 'render',
    state: 'waiting',
    queued_at: recordedAt,
    due_at: recordedAt,
    released_at: null,
    worker_id: null,
    traceparent: metadata.traceparent,
  }
}

const isUnclaimed = (row: BacklogRow): boolean => row.state === 'released' && row.worker_id === null

/** Where there is no row, the item is finished: an event that comes twice does not bring it back. */
function changed(row: BacklogRow | undefined, change: Partial<BacklogRow>): Routing {
  return row === undefined ? nothing : { ...nothing, saved: [{ ...row, ...change }] }
}
