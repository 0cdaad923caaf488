import { renderStream, chunkStream } from '@framewright/domain'
import { routeEvent, type RoutedEvent, type Routing } from '@framewright/dispatcher'
import type { BacklogRow } from '@framewright/read-model'
import type { ChunkEvent, FramewrightEvent, RenderEvent } from '@framewright/schemas'
import * as facts from '../../../test/support/render-facts.ts'

export const { renderId } = facts
const metadata = {
  $correlationId: renderId,
  $causationId: renderId,
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  userId: 'ada',
  schemaVersion: 1,
}
const request = (facts.requested() as Extract<FramewrightEvent, { type: 'RenderRequested' }>).data

/** The backlog of one render, as the events of it and of its chunks come one by one. */
export interface BacklogHistory {
  readonly rows: readonly BacklogRow[]
  readonly routings: readonly Routing[]
  /** Which revision the render's next event has. */
  readonly nextRevision: bigint
  /** It happens, and comes. */
  render(event: RenderEvent): Routing
  chunk(planId: bigint, number: number, event: ChunkEvent): Routing
  /** An event that has come before comes again: 0 is the first of all. */
  again(at: number): Routing
  /** What was published by now: everything that waited is released. */
  release(): void
}

export function backlogHistory(): BacklogHistory {
  let rows: readonly BacklogRow[] = []
  const routings: Routing[] = []
  const events: RoutedEvent[] = []
  const lengths = new Map<string, bigint>()

  function happen(stream: string, event: RoutedEvent['event']): Routing {
    const revision = lengths.get(stream) ?? 0n
    lengths.set(stream, revision + 1n)
    const minute = events.length
    const recordedAt = new Date(Date.UTC(2026, 0, 1, 0, minute))
    events.push({ id: `event-${minute}`, stream, revision, recordedAt, metadata, event })
    return come(minute)
  }

  function come(at: number): Routing {
    const routed = events[at]!
    const routing = routeEvent(routed, rows, routed.event.type === 'RenderRetried' ? request : null)
    const changed = new Set([...routing.removed, ...routing.saved.map((row) => row.item_id)])
    rows = [...rows.filter((row) => !changed.has(row.item_id)), ...routing.saved]
    routings.push(routing)
    return routing
  }

  return {
    get rows() {
      return rows
    },
    routings,
    get nextRevision() {
      return lengths.get(renderStream(renderId)) ?? 0n
    },
    render: (event) => happen(renderStream(renderId), event),
    chunk: (planId, number, event) => happen(chunkStream({ renderId, planId, number }), event),
    again: come,
    release: () => {
      rows = rows.map((row) => (row.state === 'waiting' ? { ...row, state: 'released' } : row))
    },
  }
}
