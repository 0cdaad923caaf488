import { sql, type Generated, type Kysely } from 'kysely'
import type { EventMetadata } from '@framewright/schemas'

/**
 * `json`, not `jsonb`: it keeps the very text that was appended, and takes what jsonb refuses (an escaped NUL in a
 * string). `stream` sorts by bytes, so that the order of an index is the order of the names.
 */
export interface Tables {
  'event_store.event': EventTable
}

interface EventTable {
  /** Counts every event of the store, from 1, without gaps. */
  readonly position: string
  readonly stream: string
  readonly revision: string
  readonly event_id: string
  readonly type: string
  readonly data: unknown
  readonly metadata: EventMetadata
  readonly recorded_at: Generated<Date>
}

/**
 * Postgres' advisory locks are numbers, one space per database. Appends of every process wait for each other on this
 * one, so that positions become visible in their own order and a reader that goes by position misses nothing.
 */
export const appendLock = 8_317_402_101
const createLock = 8_317_402_102

/** Told after each transaction that appended: there is something to read. */
export const appendedChannel = 'event_store_appended'

/** Makes the store's own schema, once. A role that may only append and read finds it made, and needs no right to make it. */
export async function createTables(db: Kysely<Tables>): Promise<void> {
  if (await isThere(db)) return
  // Read committed, whatever the server's default: what is looked up behind the lock has to be what is there by then.
  const transaction = db.transaction().setIsolationLevel('read committed')
  await transaction.execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${sql.lit(createLock)})`.execute(tx)
    if (await isThere(tx)) return
    await sql`create schema if not exists event_store`.execute(tx)
    await sql`create table event_store.event (
      position bigint primary key,
      stream text collate "C" not null,
      revision bigint not null,
      event_id uuid not null unique,
      type text not null,
      data json not null,
      metadata json not null,
      recorded_at timestamptz not null default clock_timestamp(),
      unique (stream, revision)
    )`.execute(tx)
  })
}

/** Not to_regclass: who has waited for the lock would be answered from a cache that is older than the wait. */
async function isThere(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_catalog.pg_tables
    where schemaname = 'event_store' and tablename = 'event'`.execute(db)
  return rows.length > 0
}
