import assert from 'node:assert/strict'
import { sql, type Kysely } from 'kysely'
import pg from 'pg'
import {
  decideAppends,
  type Append,
  type Place,
  type Row,
  type Stored,
  type Verdict,
} from './decide-appends.ts'
import type { Pool } from './postgres-pool.ts'
import { appendedChannel, appendLock, type Tables } from './postgres-tables.ts'

/**
 * In: the appends of one group. Out: a verdict for each, once what was accepted is committed. Throws when it is not known
 * whether anything was: either all that was accepted is stored then, or nothing.
 */
export async function writeAppends(pool: Pool, appends: readonly Append[]): Promise<Verdict[]> {
  return (await storeUnseen(pool, appends)) ?? (await lookAndStore(pool.kysely, appends))
}

/** First, before anything else: what is read after it is all that the appends before this one have committed. */
const takeLock = `select pg_advisory_xact_lock(${appendLock})`

/**
 * The usual case, in which every stream is where it is expected to be and no id is known yet, in one message to the
 * server: the lock is held for as long as the server needs, not until we and the way to it have answered it four times.
 * Null when it is not the usual case; nothing is stored then.
 */
async function storeUnseen(pool: Pool, appends: readonly Append[]): Promise<Verdict[] | null> {
  const heads = new Map<string, bigint>()
  for (const { stream, before } of appends) if (!heads.has(stream)) heads.set(stream, before)
  const { verdicts, rows } = decideAppends(appends, { heads, places: new Map() })
  if (verdicts.some(({ kind }) => kind !== 'stored')) return null
  try {
    const [, inserted] = await pool.transact<StoredCount>([takeLock, insert(rows, heads)])
    return inserted!.rows[0]!.stored === rows.length ? verdicts : null
  } catch (error: unknown) {
    if (error instanceof pg.DatabaseError && error.code === uniqueViolation) return null
    throw error
  }
}

/** What Postgres says when an event id is another event's already. */
const uniqueViolation = '23505'

/** Looks first, with the lock held, and decides by what is there. */
async function lookAndStore(db: Kysely<Tables>, appends: readonly Append[]): Promise<Verdict[]> {
  // Read committed, whatever the server's default: each statement then sees all that was committed before it began.
  const transaction = db.transaction().setIsolationLevel('read committed')
  return transaction.execute(async (tx) => {
    await sql.raw(takeLock).execute(tx)
    const stored = await readStored(tx, appends)
    const { verdicts, rows } = decideAppends(appends, stored)
    if (rows.length > 0) {
      const heads = new Map(rows.map(({ stream }) => [stream, stored.heads.get(stream) ?? -1n]))
      const inserted = await sql.raw<StoredCount>(insert(rows, heads)).execute(tx)
      assert.equal(inserted.rows[0]!.stored, rows.length, 'a stream has moved while the append lock was held')
    }
    return verdicts
  })
}

interface StoredRow {
  readonly event_id: string | null
  readonly stream: string
  readonly revision: string
}

/** The heads of the streams and the places of the ids that a group of appends touches, in one round trip. */
async function readStored(tx: Kysely<Tables>, appends: readonly Append[]): Promise<Stored> {
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

interface StoredCount {
  readonly stored: number
}

/**
 * One insert and one notification, however many the rows: all of them if each stream's last revision is what `heads` says
 * (-1: it is not there), else none. The lock is held: positions go on without a gap. Literals, not parameters: several
 * statements can share a message only without.
 */
function insert(rows: readonly Row[], heads: ReadonlyMap<string, bigint>): string {
  const column = (of: (row: Row) => string) => arrayLiteral(rows.map(of))
  return `
    with head as materialized (select coalesce(max(position), 0) as position from event_store.event),
    inserted as (
      insert into event_store.event (position, stream, revision, event_id, type, data, metadata)
      select head.position + e.n, e.stream, e.revision, e.event_id, e.type, e.data, e.metadata
      from head, unnest(
        ${column((row) => row.stream)}::text[],
        ${column((row) => row.revision.toString())}::bigint[],
        ${column((row) => row.id)}::uuid[],
        ${column((row) => row.type)}::text[],
        ${column((row) => row.data)}::json[],
        ${column((row) => row.metadata)}::json[]
      ) with ordinality as e (stream, revision, event_id, type, data, metadata, n)
      where not exists (
        select from unnest(
          ${arrayLiteral([...heads.keys()])}::text[],
          ${arrayLiteral([...heads.values()].map(String))}::bigint[]
        ) as expected (stream, revision)
        where expected.revision <> coalesce(
          (select max(revision) from event_store.event where stream = expected.stream), -1
        )
      )
      returning 1
    ),
    counted as (select count(*)::int as stored from inserted)
    select stored, case when stored > 0 then pg_notify('${appendedChannel}', '') end from counted`
}

/** A literal of PostgreSQL's for an array of texts. */
function arrayLiteral(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`)
  return pg.escapeLiteral(`{${quoted.join(',')}}`)
}
