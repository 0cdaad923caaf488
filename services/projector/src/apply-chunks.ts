/**
 * In: which renders have another plan now, and the events of chunks. Out: a row for each chunk of the newest plans, read
 * once and written once. An event of a chunk that has no row, or one of another plan, is of a plan that is not the newest
 * and changes nothing.
 */
import { chunkOf } from '@framewright/domain'
import { loadChunks, removeChunks, saveChunks, type ChunkRow, type Queryable } from '@framewright/read-model'
import type { RenderRow } from '@framewright/read-model'
import type { ChunkEvent, RenderEvent } from '@framewright/schemas'
import { chunkRowAfter, chunkRowsOf } from './chunk-rows.ts'
import type { Recorded } from './render-rows.ts'

type Grouped<E> = ReadonlyMap<string, readonly Recorded<E>[]>

export interface ChunkChanges {
  /** As they were before these events. */
  readonly renders: ReadonlyMap<string, RenderRow>
  /** By the id of the render. */
  readonly renderEvents: Grouped<RenderEvent>
  /** By the name of the stream. */
  readonly chunkEvents: Grouped<ChunkEvent>
}

export async function applyChunkEvents(
  tx: Queryable,
  { renders, renderEvents, chunkEvents }: ChunkChanges,
  options: { readonly quiet?: boolean },
): Promise<void> {
  const planned = newestPlans(renders, renderEvents)
  const hadChunks = (renderId: string) => typeof renders.get(renderId)?.cache_hit_ratio === 'number'
  await removeChunks(tx, [...planned.keys()].filter(hadChunks))

  const places = [...chunkEvents.keys()].map((stream) => ({ stream, ...chunkOf(stream) }))
  const known = await loadChunks(
    tx,
    places.filter(({ renderId }) => !planned.has(renderId)),
  )
  const fresh = [...planned.values()].flat()
  const before = new Map([...known, ...fresh].map((row) => [placeOf(row), row]))
  const changed = new Map(fresh.map((row) => [placeOf(row), row]))
  for (const { stream, renderId, planId, number } of places) {
    const place = placeOf({ render_id: renderId, number })
    const old = before.get(place)
    if (old === undefined || BigInt(old.plan_id) !== planId) continue
    const row = chunkEvents.get(stream)!.reduce(chunkRowAfter, old)
    if (row !== old) changed.set(place, row)
  }
  await saveChunks(tx, [...changed.values()], options)
}

const placeOf = ({ render_id: renderId, number }: Pick<ChunkRow, 'render_id' | 'number'>): string =>
  `${renderId}.${number}`

/** By render, the chunks of the plan that it has after these events: none when it is made in one piece, or not planned. */
function newestPlans(
  renders: ReadonlyMap<string, RenderRow>,
  renderEvents: Grouped<RenderEvent>,
): Map<string, ChunkRow[]> {
  const plans = new Map<string, ChunkRow[]>()
  for (const [renderId, events] of renderEvents) {
    const seen = renders.get(renderId)?.version ?? -1
    for (const { event, revision, recordedAt } of events) {
      const planId = Number(revision)
      if (planId <= seen) continue
      if (event.type === 'RenderRetried' || event.type === 'RenderDeleted') plans.set(renderId, [])
      if (event.type !== 'RenderPlanned') continue
      const isChunked = event.data.mode === 'chunked'
      const place = { renderId, planId, plannedAt: recordedAt }
      plans.set(renderId, isChunked ? chunkRowsOf(event.data, place) : [])
    }
  }
  return plans
}
