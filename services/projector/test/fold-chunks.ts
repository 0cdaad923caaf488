import { chunkOf, renderIdOf, upcast } from '@framewright/domain'
import type { StoredEvent } from '@framewright/event-store'
import { chunkRowAfter, chunkRowsOf } from '@framewright/projector'
import type { ChunkRow } from '@framewright/read-model'
import type { ChunkEvent, RenderEvent } from '@framewright/schemas'

/** What the rows of chunks have to be: the events one after the other, without any thought of how much it costs. */
export function foldChunks(events: readonly StoredEvent[]): ChunkRow[] {
  let rows: ChunkRow[] = []
  for (const { stream, type, data, metadata, revision, recordedAt } of events) {
    const event = upcast({ type, data, schemaVersion: metadata.schemaVersion })
    if (stream.startsWith('render-')) {
      const renderId = renderIdOf(stream)
      if (!['RenderPlanned', 'RenderRetried', 'RenderDeleted'].includes(type)) continue
      rows = rows.filter((row) => row.render_id !== renderId)
      const planned = event as RenderEvent
      if (planned.type !== 'RenderPlanned' || planned.data.mode === 'inline') continue
      rows.push(...chunkRowsOf(planned.data, { renderId, planId: Number(revision), plannedAt: recordedAt }))
    } else if (stream.startsWith('chunk-')) {
      const { renderId, planId, number } = chunkOf(stream)
      rows = rows.map((row) =>
        row.render_id === renderId && BigInt(row.plan_id) === planId && row.number === number
          ? chunkRowAfter(row, { event: event as ChunkEvent, revision, recordedAt })
          : row,
      )
    }
  }
  return rows
}
