import type { Selectable } from 'kysely'
import type { StoredEvent } from './event-store.ts'
import type { Tables } from './postgres-tables.ts'

export type EventRow = Selectable<Tables['event_store.event']>

export function toStoredEvent(row: EventRow): StoredEvent {
  return {
    id: row.event_id,
    stream: row.stream,
    revision: BigInt(row.revision),
    position: row.position,
    type: row.type,
    data: row.data,
    metadata: row.metadata,
    recordedAt: row.recorded_at,
  }
}
