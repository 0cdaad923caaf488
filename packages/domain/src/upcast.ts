import assert from 'node:assert/strict'
import { eventCatalogue, type EventName, type FramewrightEvent } from '@framewright/schemas'

type Data = Record<string, unknown>

/**
 * How each older shape of an event becomes the next one: `upcasters[name][n]` takes version n to n + 1. Stored events are
 * never rewritten; the domain only ever sees the newest shape.
 */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, (data: Data) => Data>>>>

const upcasters: Upcasters = {}

/** The current shape of a stored event. Throws (a bug) on a name or a version that this build does not know. */
export function upcast(
  stored: { type: string; data: unknown; schemaVersion: number },
  steps: Upcasters = upcasters,
  catalogue: Readonly<Record<string, { readonly schemaVersion: number }>> = eventCatalogue,
): FramewrightEvent {
  const entry = catalogue[stored.type as EventName]
  assert(entry, `no event is called ${stored.type}`)
  assert(
    stored.schemaVersion <= entry.schemaVersion,
    `${stored.type} has version ${stored.schemaVersion}; this build knows ${entry.schemaVersion}: upgrade it first`,
  )
  let data = stored.data as Data
  for (let version = stored.schemaVersion; version < entry.schemaVersion; version += 1) {
    const step = steps[stored.type]?.[version]
    assert(step, `${stored.type} has no upcaster from version ${version}`)
    data = step(data)
  }
  return { type: stored.type, data } as FramewrightEvent
}
