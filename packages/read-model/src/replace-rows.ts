import { sql, type Kysely } from 'kysely'
import { assetChangedChannel, chunksChangedChannel, renderChangedChannel } from './change-feed.ts'
import { moveCheckpoint } from './checkpoints.ts'
import { noLimits } from './connection.ts'
import type { Database } from './database.ts'
import { openSession } from './session.ts'
import type { Tables } from './tables.ts'

/**
 * Throws the rows of renders, chunks and assets away and has them filled again, all in one transaction: readers see the
 * old rows until the new ones are there, and after a failure the old ones stay. The follower's checkpoint is locked from
 * the start, so a projector that runs waits, and afterwards goes on from where `refill` says it has come. Only what
 * differs from before is notified.
 */
export async function replaceRows(
  db: Database,
  follower: string,
  refill: (tx: Kysely<Tables>) => Promise<string | null>,
): Promise<void> {
  const { url, log } = db
  const session = await openSession({ url, log, applicationName: 'framewright-rebuild', limits: noLimits })
  try {
    await session.kysely.transaction().execute(async (tx) => {
      await lockCheckpoint(tx, follower)
      await sql`create temporary table versions_before on commit drop as
        select render_id as id, version from renders union all select asset_id, version from assets`.execute(
        tx,
      )
      await sql`create temporary table chunks_before on commit drop as ${chunksNow}`.execute(tx)
      // Not truncate: that would lock readers out for as long as the replay takes.
      await tx.deleteFrom('renders').execute()
      await tx.deleteFrom('render_chunks').execute()
      await tx.deleteFrom('assets').execute()
      await tx.deleteFrom('cached_chunks').execute()
      await moveCheckpoint(tx, follower, await refill(tx))
      await notifyDifferent(tx)
    })
  } finally {
    await session.close()
  }
}

/** There is a row to lock even before the follower's first event. */
async function lockCheckpoint(tx: Kysely<Tables>, follower: string): Promise<void> {
  await tx
    .insertInto('checkpoints')
    .values({ follower, position: '' })
    .onConflict((conflict) => conflict.column('follower').doUpdateSet({ follower }))
    .execute()
}

/** How far the chunks of a plan have come, all together. */
const chunksNow = sql`select render_id, plan_id, sum(version) as versions from render_chunks group by render_id, plan_id`

async function notifyDifferent(tx: Kysely<Tables>): Promise<void> {
  await sql`
    select pg_notify(${renderChangedChannel}, json_build_object(
      'renderId', render_id, 'userId', user_id, 'version', now.version)::text)
    from renders now left join versions_before before on before.id = now.render_id
    where before.version is distinct from now.version`.execute(tx)
  await sql`
    select pg_notify(${chunksChangedChannel}, json_build_object('renderId', render_id, 'userId', user_id)::text)
    from renders where render_id in
      (select render_id from (${chunksNow} except table chunks_before) as different)`.execute(tx)
  await sql`
    select pg_notify(${assetChangedChannel}, json_build_object(
      'assetId', asset_id, 'userId', user_id, 'version', now.version)::text)
    from assets now left join versions_before before on before.id = now.asset_id
    where before.version is distinct from now.version`.execute(tx)
}
