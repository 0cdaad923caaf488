import assert from 'node:assert/strict'
import { chunkStream, renderStream } from '@framewright/domain'
import { traceIdOf } from '@framewright/observability'
import type { BacklogRow } from '@framewright/read-model'
import type { WorkItem } from '@framewright/schemas'

/** The message of a row. */
export function itemOf(row: BacklogRow): WorkItem {
  const { kind, render_id: renderId, plan_id: planId, chunk_number: number } = row
  const item = { itemId: row.item_id, renderId, lane: row.lane, traceparent: row.traceparent }
  if (kind === 'render') return { kind, ...item, stream: renderStream(renderId) }
  assert(planId !== null, `${row.item_id} is of no plan`)
  if (kind === 'assembly') return { kind, ...item, stream: renderStream(renderId), planId }
  assert(number !== null, `${row.item_id} has no number`)
  return {
    kind,
    ...item,
    stream: chunkStream({ renderId, planId: BigInt(planId), number }),
    planId,
    number,
  }
}

/** What a log line about a row begins with. */
export const traceOf = ({ render_id: renderId, traceparent }: BacklogRow) => ({
  renderId,
  traceId: traceparent === null ? null : traceIdOf(traceparent),
})
