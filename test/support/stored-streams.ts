import { readFileSync } from 'node:fs'
import type { EventStore } from '@framewright/event-store'
import type { EventMetadata } from '@framewright/schemas'
import { v7 as uuidv7 } from 'uuid'

export interface KeptEvent {
  readonly stream: string
  readonly type: string
  readonly data: object
  readonly metadata: EventMetadata
}

/** Events as some version of Framewright wrote them, one a line. Such a file is added to once, and never changed. */
export const keptEvents = (version: string): KeptEvent[] =>
  readFileSync(new URL(`../fixtures/events/${version}.ndjson`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as KeptEvent)

export async function storeAll(
  eventStore: Pick<EventStore, 'append'>,
  events: readonly KeptEvent[],
): Promise<void> {
  const lengths = new Map<string, number>()
  for (const { stream, ...event } of events) {
    const length = lengths.get(stream) ?? 0
    const expected = length === 0 ? 'no_stream' : BigInt(length - 1)
    await eventStore.append(stream, expected, [{ id: uuidv7(), ...event }])
    lengths.set(stream, length + 1)
  }
}
