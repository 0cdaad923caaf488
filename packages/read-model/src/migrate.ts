import { sql, type Kysely, type Transaction } from 'kysely'
import { migrateLock } from './advisory-locks.ts'
import type { Database } from './database.ts'
import { migrations } from './migrations/index.ts'
import type { Migration } from './migrations/migration.ts'

/**
 * Brings the database's tables to what this build expects. Everything in one transaction under an advisory lock: of
 * processes that start together one migrates and the others find it done; one that dies half-way has done nothing.
 * A database that is newer than this build is left as it is.
 */
export async function migrate(db: Database, steps: readonly Migration[] = migrations): Promise<void> {
  const applied = await db.kysely.transaction().execute(async (tx) => {
    // Building an index on a grown table takes longer than any query may.
    await sql`set local statement_timeout = 0`.execute(tx)
    await sql`select pg_advisory_xact_lock(${migrateLock})`.execute(tx)
    const done = await appliedMigrations(tx)
    const missing = steps.filter((step) => !done.has(step.name))
    for (const step of missing) {
      await step.up(tx as unknown as Kysely<unknown>)
      await sql`insert into schema_migrations (name) values (${step.name})`.execute(tx)
    }
    return missing.map((step) => step.name)
  })
  if (applied.length > 0) db.log.info({ applied }, 'migrated the database')
}

async function appliedMigrations<T>(tx: Transaction<T>): Promise<Set<string>> {
  await sql`create table if not exists schema_migrations (
    name text primary key, applied_at timestamptz not null default now())`.execute(tx)
  const { rows } = await sql<{ name: string }>`select name from schema_migrations`.execute(tx)
  return new Set(rows.map((row) => row.name))
}
