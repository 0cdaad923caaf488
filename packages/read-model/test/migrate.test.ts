import { test, type Test } from 'tap'
import { sql } from 'kysely'
import { migrate, openDatabase } from '@framewright/read-model'
import { migrations } from '../src/migrations/index.ts'
import { withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'

async function emptyDatabase(t: Test) {
  const { url } = await withDatabase(t, { empty: true })
  const open = () => {
    const db = openDatabase({ url, maxConnections: 2, log: quietLog })
    t.teardown(() => db.close())
    return db
  }
  return { open, db: open() }
}

const tableNames = `select table_name as name from information_schema.tables
  where table_schema = 'public' order by table_name`

test('a fresh database gets every table, and migrating again changes nothing', async (t) => {
  const { db } = await emptyDatabase(t)
  await migrate(db)
  const applied = await db.query('select name, applied_at from schema_migrations order by name')
  t.strictSame(
    applied.map((row) => row['name'] as string),
    migrations.map((step) => step.name),
  )
  t.strictSame(
    (await db.query(tableNames)).map((row) => row['name'] as string),
    [
      'assets',
      'backlog',
      'cached_chunks',
      'checkpoints',
      'relay_state',
      'render_chunks',
      'renders',
      'schema_migrations',
      'socket_tickets',
    ],
  )
  await migrate(db)
  t.strictSame(await db.query('select name, applied_at from schema_migrations order by name'), applied)
})

test('of many processes that migrate at once each finds the tables, and every step was applied once', async (t) => {
  const { open, db } = await emptyDatabase(t)
  await Promise.all(Array.from({ length: 6 }, () => migrate(open())))
  const [row] = await db.query<{ count: number }>('select count(*) as count from schema_migrations')
  t.equal(row?.count, migrations.length)
  t.equal((await db.query('select * from relay_state')).length, 1)
})

test('a migration that fails leaves nothing of itself or of those before it', async (t) => {
  const { db } = await emptyDatabase(t)
  const broken = {
    name: '9999-broken',
    up: async (tx: Parameters<(typeof migrations)[0]['up']>[0]) => {
      await sql`create table half_done (id integer)`.execute(tx)
      await sql`select no_such_function()`.execute(tx)
    },
  }
  await t.rejects(migrate(db, [...migrations, broken]), /no_such_function/)
  t.strictSame(await db.query(tableNames), [])
  await migrate(db)
  const applied = await db.query('select name from schema_migrations order by name')
  t.strictSame(
    applied.map((row) => row['name'] as string),
    migrations.map((step) => step.name),
  )
})

test('a build that is older than the database leaves it as it is', async (t) => {
  const { db } = await emptyDatabase(t)
  await migrate(db)
  await migrate(db, migrations.slice(0, 2))
  t.equal((await db.query('select name from schema_migrations')).length, migrations.length)
})
