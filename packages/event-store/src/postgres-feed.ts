import { sql, type Kysely } from 'kysely'
import { PositionInvalid } from './errors.ts'
import type { FeedItem, StoredEvent } from './event-store.ts'
import type { Listener } from './postgres-listener.ts'
import { toStoredEvent, type EventRow } from './postgres-rows.ts'
import type { Tables } from './postgres-tables.ts'

/** Positions that one page spans; the events that the prefixes leave out are not sent. */
const pagePositions = 500
/** A follower hears of that many events that are not for it, so that its checkpoint moves on past them. */
const skippedPositions = 100
/** How often it looks when it is not told to. */
const pollMs = 1_000

export interface FeedOptions {
  readonly db: Kysely<Tables>
  readonly listener: Listener
  readonly from: string | null
  readonly prefixes: readonly string[]
  readonly signal: AbortSignal
}

/**
 * One subscription: page by page up to the end, and then whenever something is appended. Of a history that is longer than a
 * page, the next one is read while this one is handled, and no more than that.
 */
export async function* followEvents({
  db,
  listener,
  from,
  prefixes,
  signal,
}: FeedOptions): AsyncGenerator<FeedItem> {
  let reached = toCursor(from)
  let told = reached
  let live = false
  const look = async (after: bigint) => ({
    heard: listener.heard(),
    page: await readPage(db, after, prefixes),
  })
  let looking: ReturnType<typeof look> | null = null
  while (!signal.aborted) {
    const { heard, page }: Awaited<ReturnType<typeof look>> = await (looking ?? look(reached))
    looking = page.reached === page.head ? null : look(page.reached)
    looking?.catch(() => {
      // Thrown when its turn comes, unless the follower has left by then.
    })
    for (const event of page.events) {
      yield { kind: 'event', event }
      told = BigInt(event.position)
    }
    reached = page.reached
    const atEnd = reached === page.head
    if (reached - told >= skippedPositions || (atEnd && !live && reached > told)) {
      yield { kind: 'position', position: reached.toString() }
      told = reached
    }
    if (atEnd && !live) yield { kind: 'live' }
    live = atEnd
    if (atEnd) await listener.wait(heard, pollMs, signal)
  }
}

export function toCursor(position: string | null): bigint {
  if (position === null) return 0n
  if (!/^\d{1,18}$/.test(position)) throw new PositionInvalid(position)
  return BigInt(position)
}

interface Page {
  readonly events: readonly StoredEvent[]
  /** The position up to which everything has been looked at. */
  readonly reached: bigint
  readonly head: bigint
}

/** The next span of positions, and where the store ends, as of one moment. */
async function readPage(db: Kysely<Tables>, after: bigint, prefixes: readonly string[]): Promise<Page> {
  const { rows } = await sql<EventRow & { readonly head: string }>`
    select head.position as head, event.*
    from (select coalesce(max(position), 0) as position from event_store.event) as head
    left join lateral (
      select * from event_store.event
      where position > ${after.toString()}::bigint
        and position <= ${(after + BigInt(pagePositions)).toString()}::bigint
        and position <= head.position
        and stream ^@ any(${[...prefixes]}::text[])
    ) as event on true
    order by event.position`.execute(db)
  const head = BigInt(rows[0]!.head)
  // A store that was wiped, or set back to an older state: going on would skip what is appended until it gets there.
  if (after > head) throw new PositionInvalid(after.toString())
  const end = after + BigInt(pagePositions)
  return {
    events: rows.filter((row) => row.position !== null).map(toStoredEvent),
    reached: end < head ? end : head,
    head,
  }
}
