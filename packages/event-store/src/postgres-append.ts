import { sql, type Kysely, type Transaction } from 'kysely'
import {
  decideAppends,
  type Append,
  type Place,
  type Row,
  type Stored,
  type Verdict,
} from './decide-appends.ts'
import { appendedChannel, appendLock, type Tables } from './postgres-tables.ts'

/**
 * In: the appends of one group. Out: a verdict for each, once what was accepted is committed. Throws when it is not known
 * whether anything was: either all that was accepted is stored then, or nothing.
 */
export async function writeAppends(db: Kysely<Tables>, appends: readonly Append[]): Promise<Verdict[]> {
  // Read committed, whatever the server's default: each statement then sees all that was committed before it began.
  const transaction = db.transaction().setIsolationLevel('read committed')
  return transaction.execute(async (tx) => {
    // First, before anything else: what is read after it is all that the appends before this one have committed.
    await sql`select pg_advisory_xact_lock(${sql.lit(appendLock)})`.execute(tx)
    const { verdicts, rows } = decideAppends(appends, await readStored(tx, appends))
    if (rows.length > 0) await insert(tx, rows)
    return verdicts
  })
}

interface StoredRow {
  readonly event_id: string | null
  readonly stream: string
  readonly revision: string
}

/** The heads of the streams and the places of the ids that a group of appends touches, in one round trip. */
async function readStored(tx: Transaction<Tables>, appends: readonly Append[]): Promise<Stored> {
  const streams = [...new Set(appends.map((append) => append.stream))]
  const ids = appends.flatMap((append) => append.events.map((event) => event.id))
  const { rows } = await sql<StoredRow>`
    select null as event_id, head.stream, head.revision
    from unnest(${streams}::text[]) as wanted (stream)
    cross join lateral (
      select stream, revision from event_store.event
      where stream = wanted.stream order by revision desc limit 1
    ) as head
    union all
    select event_id, stream, revision from event_store.event where event_id = any(${ids}::uuid[])`.execute(tx)
  const heads = new Map<string, bigint>()
  const places = new Map<string, Place>()
  for (const { event_id: id, stream, revision } of rows) {
    if (id === null) heads.set(stream, BigInt(revision))
    else places.set(id, { stream, revision: BigInt(revision) })
  }
  return { heads, places }
}

/** One insert and one notification, however many the rows. The lock is held: positions go on without a gap. */
async function insert(tx: Transaction<Tables>, rows: readonly Row[]): Promise<void> {
  await sql`
    with head as (select coalesce(max(position), 0) as position from event_store.event),
    stored as (
      insert into event_store.event (position, stream, revision, event_id, type, data, metadata)
      select head.position + e.n, e.stream, e.revision, e.event_id, e.type, e.data::json, e.metadata::json
      from head, unnest(
        ${rows.map((row) => row.stream)}::text[],
        ${rows.map((row) => row.revision.toString())}::bigint[],
        ${rows.map((row) => row.id)}::uuid[],
        ${rows.map((row) => row.type)}::text[],
        ${rows.map((row) => row.data)}::text[],
        ${rows.map((row) => row.metadata)}::text[]
      ) with ordinality as e (stream, revision, event_id, type, data, metadata, n)
    )
    select pg_notify(${appendedChannel}, '')`.execute(tx)
}
