import type { WritableEvent } from './writable-event.ts'

/** One append as the store sees it. `before` is the revision it expects the stream to be at; -1: not there. */
export interface Append {
  readonly stream: string
  readonly before: bigint
  readonly events: readonly WritableEvent[]
}

export interface Place {
  readonly stream: string
  readonly revision: bigint
}

/** What is stored already, of all that the appends touch. */
export interface Stored {
  /** The last revision of each stream that is there. */
  readonly heads: ReadonlyMap<string, bigint>
  /** Where each of the ids is, if it is anywhere. */
  readonly places: ReadonlyMap<string, Place>
}

export interface Row extends WritableEvent, Place {}

/** `elsewhere` carries the id that names another event already. */
export type Verdict =
  | { readonly kind: 'stored'; readonly revision: bigint }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'elsewhere'; readonly id: string }

/**
 * Decides a list of appends that share one transaction, in their order: each sees what the ones before it have added,
 * and one that is refused changes nothing for the others.
 *
 * | ids of the append | stream | verdict |
 * |---|---|---|
 * | any is stored at another place than it would go to now | any | elsewhere |
 * | all are stored where they would go | beyond what is expected | stored: the repeat of an append whose reply was lost |
 * | some or none | as expected | stored, now |
 * | some or none | not as expected | conflict |
 */
export function decideAppends(
  appends: readonly Append[],
  stored: Stored,
): { verdicts: Verdict[]; rows: Row[] } {
  const heads = new Map(stored.heads)
  const places = new Map(stored.places)
  const rows: Row[] = []
  const verdicts = appends.map(({ stream, before, events }): Verdict => {
    const wanted = events.map((event, at): Row => ({ ...event, stream, revision: before + BigInt(at) + 1n }))
    const misplaced = wanted.find((row) => isElsewhere(places.get(row.id), row))
    if (misplaced !== undefined) return { kind: 'elsewhere', id: misplaced.id }

    const revision = before + BigInt(events.length)
    if (wanted.every((row) => places.has(row.id))) return { kind: 'stored', revision }
    if ((heads.get(stream) ?? -1n) !== before) return { kind: 'conflict' }

    heads.set(stream, revision)
    for (const row of wanted) places.set(row.id, row)
    rows.push(...wanted)
    return { kind: 'stored', revision }
  })
  return { verdicts, rows }
}

function isElsewhere(place: Place | undefined, wanted: Place): boolean {
  return place !== undefined && (place.stream !== wanted.stream || place.revision !== wanted.revision)
}
