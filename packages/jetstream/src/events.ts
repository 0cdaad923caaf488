import type { EventMetadata } from '@framewright/schemas'
import { ask } from './ask.ts'
import type { NatsLink } from './connect.ts'
import { subjects } from './subjects.ts'
import { apiTimeoutMs } from './topology.ts'
import { traceHeaders } from './work.ts'

/** A stored event on its way to the consumer groups. */
export interface RelayedEvent {
  readonly id: string
  readonly stream: string
  readonly revision: bigint
  readonly position: string
  /** The position before it: who relays from there relays this event again. Null: the beginning. */
  readonly after: string | null
  readonly type: string
  readonly data: unknown
  readonly metadata: EventMetadata
  readonly recordedAt: Date
}

export const positionHeader = 'Framewright-Position'
export const afterHeader = 'Framewright-After'

/** Resolves once RENDER_EVENTS has it. Throws BrokerUnavailable (full, too), StreamMissing. */
export async function publishEvent(link: NatsLink, event: RelayedEvent): Promise<void> {
  const { id, stream, revision, position, after, type, data, metadata, recordedAt } = event
  const headers = traceHeaders(metadata.traceparent)
  headers.set(positionHeader, position)
  if (after !== null) headers.set(afterHeader, after)
  const body = { id, stream, revision: revision.toString(), type, data, metadata, recordedAt }
  const js = link.connection.jetstream({ timeout: apiTimeoutMs })
  await ask(link, () => js.publish(subjects.event(event), JSON.stringify(body), { msgID: id, headers }))
}
