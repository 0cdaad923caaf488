import assert from 'node:assert/strict'
import type { AllStreamRecordedEvent, Position, RecordedEvent } from '@eventstore/db-client'
import type { EventMetadata } from '@framewright/schemas'
import { PositionInvalid } from './errors.ts'
import type { StoredEvent } from './event-store.ts'

/** EventStoreDB counts bytes, in two numbers; together they are one opaque position. */
export const positionText = ({ commit, prepare }: Position): string => `${commit}:${prepare}`

export function parsePosition(text: string): Position {
  const [, commit, prepare] = /^(\d{1,19}):(\d{1,19})$/.exec(text) ?? []
  if (commit === undefined || prepare === undefined) throw new PositionInvalid(text)
  return { commit: BigInt(commit), prepare: BigInt(prepare) }
}

export function toStoredEvent(event: RecordedEvent | AllStreamRecordedEvent): StoredEvent {
  assert(event.position !== undefined, 'EventStoreDB is older than 22.6: it tells no positions')
  return {
    id: event.id,
    stream: event.streamId,
    revision: event.revision,
    position: positionText(event.position),
    type: event.type,
    data: event.data,
    metadata: event.metadata as EventMetadata,
    recordedAt: event.created,
  }
}
