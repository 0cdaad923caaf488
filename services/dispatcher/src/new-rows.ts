/** Pure: the rows with which work begins. What follows from a plan keeps its render's place in the line. */
import { assemblyItemId, chunkItemId, costOf, renderIdOf, renderItemId } from '@framewright/domain'
import type { BacklogRow } from '@framewright/read-model'
import type { RenderEvent } from '@framewright/schemas'
import type { RoutedEvent } from './route-event.ts'

export type RequestData = Extract<RenderEvent, { type: 'RenderRequested' }>['data']
type PlanData = Extract<RenderEvent, { type: 'RenderPlanned' }>['data']

/** A render that is to be planned, at the end of the line. */
export function requestedRow(routed: RoutedEvent, request: RequestData): BacklogRow {
  const { stream, revision, recordedAt, metadata } = routed
  const renderId = renderIdOf(stream)
  const { slots, work } = costOf(request)
  return {
    item_id: renderItemId(renderId),
    render_id: renderId,
    user_id: request.userId,
    lane: request.lane,
    class: request.class,
    kind: 'render',
    plan_id: null,
    chunk_number: null,
    slots,
    work,
    film_slots: slots,
    film_work: work,
    revision: Number(revision),
    state: 'waiting',
    queued_at: recordedAt,
    due_at: recordedAt,
    released_at: null,
    worker_id: null,
    traceparent: metadata.traceparent,
  }
}

/** A render that is to be planned, in the place that it has. */
export const renderRow = (routed: RoutedEvent, of: BacklogRow): BacklogRow => ({
  ...waitingSince(routed, of),
  item_id: renderItemId(of.render_id),
  kind: 'render',
  plan_id: null,
  chunk_number: null,
  slots: of.film_slots,
  work: of.film_work,
  revision: Number(routed.revision),
})

/** The chunks of a plan that are not there yet; its assembly, when all of them are. */
export function rowsOfPlan(routed: RoutedEvent, plan: PlanData, of: BacklogRow): BacklogRow[] {
  const { chunkCount, hits } = plan
  const there = new Set(hits)
  const missing = Array.from({ length: chunkCount }, (_, number) => number).filter((one) => !there.has(one))
  const planId = routed.revision
  const waiting = waitingSince(routed, of)
  if (missing.length === 0) return [assemblyRow(routed, { ...of, plan_id: Number(planId) })]
  return missing.map((number) => ({
    ...waiting,
    item_id: chunkItemId({ renderId: of.render_id, planId, number }),
    kind: 'chunk',
    plan_id: Number(planId),
    chunk_number: number,
    ...costOfChunk(plan, number, of),
    revision: -1,
  }))
}

/** A chunk of pictures takes as much of a worker as all of them, for less long; one of sound takes little. */
function costOfChunk(
  { frameCount, chunkCount, chunkFrames }: PlanData,
  number: number,
  { film_slots: slots, film_work: work }: BacklogRow,
): Pick<BacklogRow, 'slots' | 'work'> {
  const frames = chunkFrames?.[number] ?? frameCount / chunkCount
  const share = frameCount === 0 ? 0 : frames / frameCount
  return frames === 0 ? { slots: 1, work: 1 } : { slots, work: Math.max(1, Math.ceil(work * share)) }
}

/** The film of a plan, of which `of` was the last that was missing. */
export function assemblyRow(routed: RoutedEvent, of: BacklogRow): BacklogRow {
  const planId = of.plan_id!
  return {
    ...waitingSince(routed, of),
    item_id: assemblyItemId(of.render_id, BigInt(planId)),
    kind: 'assembly',
    plan_id: planId,
    chunk_number: null,
    // Nothing is encoded for it.
    slots: 1,
    work: 1,
    // Of the render's stream nothing concerns it before its plan.
    revision: planId,
  }
}

const waitingSince = ({ recordedAt }: RoutedEvent, of: BacklogRow): BacklogRow => ({
  ...of,
  state: 'waiting',
  due_at: recordedAt,
  released_at: null,
  worker_id: null,
})
