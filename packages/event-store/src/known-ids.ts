import { EventRejected } from './errors.ts'
import type { Place } from './decide-appends.ts'
import type { WritableEvent } from './writable-event.ts'

/**
 * Where the ids are that this process has read or written. EventStoreDB looks for an id only where a repeated append would
 * have put it, and stores one that is used anew at the current revision a second time; Postgres refuses that. What this
 * process knows of it refuses as well. Bounded: the oldest are forgotten.
 */
export interface KnownIds {
  note(id: string, place: Place): void
  /** Throws EventRejected when one of the ids is known from another place than it would go to now. */
  refuseElsewhere(stream: string, before: bigint, events: readonly WritableEvent[]): void
}

export function knownIds(maxIds: number): KnownIds {
  const places = new Map<string, Place>()
  return {
    note: (id, { stream, revision }) => {
      places.delete(id)
      places.set(id, { stream, revision })
      if (places.size <= maxIds) return
      for (const oldest of places.keys()) {
        places.delete(oldest)
        break
      }
    },
    refuseElsewhere: (stream, before, events) => {
      for (const [at, { id }] of events.entries()) {
        const place = places.get(id)
        if (place === undefined) continue
        // A stream that was deleted goes on counting when it is made anew: there "no stream" names no revision.
        const isThere =
          place.stream === stream && (before < 0n || place.revision === before + BigInt(at) + 1n)
        if (!isThere) throw new EventRejected(`event id ${id} names another event already`)
      }
    },
  }
}
