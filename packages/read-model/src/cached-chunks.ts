import { sql, type Kysely } from 'kysely'
import type { CachedChunkRow, Tables } from './tables.ts'
import { columnList, rowsParameter } from './upsert.ts'

/** A chunk that is in the cache, as events or the storage say it. */
export interface CachedChunk {
  readonly key: string
  readonly sizeBytes: number
  readonly madeAt: Date
  readonly lastUsedAt: Date
}

const toRow = (
  { key, sizeBytes, madeAt, lastUsedAt }: CachedChunk,
  listedAt: Date | null,
): CachedChunkRow => ({
  key,
  size_bytes: sizeBytes,
  made_at: madeAt,
  last_used_at: lastUsedAt,
  listed_at: listedAt,
})

const columns = columnList(
  Object.keys({
    key: true,
    size_bytes: true,
    made_at: true,
    last_used_at: true,
    listed_at: true,
  } satisfies Record<keyof CachedChunkRow, true>),
)

/** In the order of the keys, as whoever locks several of the rows: nobody waits for each other in a circle. */
const insertInto = (rows: readonly CachedChunkRow[]) => sql`
  insert into cached_chunks (${columns})
  select ${columns} from jsonb_populate_recordset(null::cached_chunks, ${rowsParameter(rows)}) order by key`

/** Notes what has been made or used, each chunk at most once. A use that is known already, or a later one, stays. */
export async function saveCachedChunks(tx: Kysely<Tables>, chunks: readonly CachedChunk[]): Promise<void> {
  if (chunks.length === 0) return
  const rows = chunks.map((chunk) => toRow(chunk, null))
  await sql`${insertInto(rows)} on conflict (key) do update set
    size_bytes = excluded.size_bytes,
    last_used_at = greatest(cached_chunks.last_used_at, excluded.last_used_at)`.execute(tx)
}

export interface CacheSize {
  readonly chunks: number
  readonly sizeBytes: number
}

export async function getCacheSize(db: Kysely<Tables>): Promise<CacheSize> {
  const { rows } = await sql<CacheSize>`
    select count(*) as chunks, coalesce(sum(size_bytes), 0)::bigint as "sizeBytes" from cached_chunks`.execute(
    db,
  )
  return rows[0]!
}

export interface OldestOptions {
  readonly usedBefore: Date
  readonly limit: number
}

export async function leastRecentlyUsed(
  db: Kysely<Tables>,
  { usedBefore, limit }: OldestOptions,
): Promise<CachedChunkRow[]> {
  return db
    .selectFrom('cached_chunks')
    .selectAll()
    .where('last_used_at', '<', usedBefore)
    .orderBy('last_used_at')
    .orderBy('key')
    .limit(limit)
    .execute()
}

/** Brings a row up to what storage knows. */
export async function noteChunkUse(db: Kysely<Tables>, key: string, usedAt: Date): Promise<void> {
  await sql`update cached_chunks set last_used_at = greatest(last_used_at, ${usedAt}) where key = ${key}`.execute(
    db,
  )
}

/** Removes a row, unless its chunk was used since the row was read: then it was made anew. */
export async function forgetChunk(
  db: Kysely<Tables>,
  { key, last_used_at: lastUsedAt }: Pick<CachedChunkRow, 'key' | 'last_used_at'>,
): Promise<void> {
  await db.deleteFrom('cached_chunks').where('key', '=', key).where('last_used_at', '=', lastUsedAt).execute()
}

/** False when no inventory has seen any of the rows, as after a rebuild, which brings back what was removed long ago. */
export async function hasListedChunks(db: Kysely<Tables>): Promise<boolean> {
  const row = await db
    .selectFrom('cached_chunks')
    .select('key')
    .where('listed_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes which of the chunks that an inventory has found have a row, and says which. */
export async function markListed(
  db: Kysely<Tables>,
  keys: readonly string[],
  listedAt: Date,
): Promise<Set<string>> {
  const { rows } = await sql<{ key: string }>`
    with known as (
      select key from cached_chunks where key = any(${keys}::text[]) order by key for update
    )
    update cached_chunks set listed_at = ${listedAt} from known where cached_chunks.key = known.key
    returning known.key`.execute(db)
  return new Set(rows.map(({ key }) => key))
}

/** Adds what an inventory has found and no event has told of; what has got its row in the meantime keeps it. */
export async function addFoundChunks(
  db: Kysely<Tables>,
  found: readonly CachedChunk[],
  listedAt: Date,
): Promise<void> {
  if (found.length === 0) return
  const rows = found.map((chunk) => toRow(chunk, listedAt))
  await sql`${insertInto(rows)} on conflict (key) do nothing`.execute(db)
}

export interface NotListedOptions {
  readonly listedAt: Date
  /** Those after this one, in the order of their keys. */
  readonly afterKey: string
  readonly limit: number
}

/** The rows that an inventory has not found. */
export async function notListed(
  db: Kysely<Tables>,
  { listedAt, afterKey, limit }: NotListedOptions,
): Promise<CachedChunkRow[]> {
  return db
    .selectFrom('cached_chunks')
    .selectAll()
    .where('key', '>', afterKey)
    .where((row) => row.or([row('listed_at', 'is', null), row('listed_at', '<', listedAt)]))
    .orderBy('key')
    .limit(limit)
    .execute()
}
