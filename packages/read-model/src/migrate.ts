import { sql, type Kysely, type Transaction } from 'kysely'
import { migrateLock } from './advisory-locks.ts'
import { noLimits } from './connection.ts'
import type { Database } from './database.ts'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'
import { openSession } from './session.ts'
import type { Tables } from './tables.ts'

/**
 * Brings the database's tables to what this build expects. Everything in one transaction under an advisory lock: of
 * processes that start together one migrates and the others find it done; one that dies half-way has done nothing.
 * A database that is newer than this build is left as it is.
 */
export async function migrate(db: Database, steps: readonly Migration[] = migrations): Promise<void> {
  const { url, log } = db
  const session = await openSession({ url, log, applicationName: 'framewright-migrate', limits: noLimits })
  try {
    const applied = await session.kysely.transaction().execute((tx) => applyMissing(tx, steps))
    if (applied.length > 0) log.info({ applied }, 'migrated the database')
  } finally {
    await session.close()
  }
}

async function applyMissing(tx: Transaction<Tables>, steps: readonly Migration[]): Promise<string[]> {
  await sql`select pg_advisory_xact_lock(${migrateLock})`.execute(tx)
  await sql`create table if not exists schema_migrations (
    name text primary key, applied_at timestamptz not null default now())`.execute(tx)
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(tx)
  const done = new Set(rows.map((row) => row.name))
  const missing = steps.filter((step) => !done.has(step.name))
  for (const step of missing) {
    await step.up(tx as unknown as Kysely<unknown>)
    await sql`insert into schema_migrations (name) values (${step.name})`.execute(tx)
  }
  return missing.map((step) => step.name)
}
