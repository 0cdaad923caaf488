import type { Kysely } from 'kysely'
import { CheckpointMoved } from './errors.ts'
import type { Tables } from './tables.ts'

/** How far a follower has come; null before its first event. */
export async function readCheckpoint(db: Kysely<Tables>, follower: string): Promise<string | null> {
  const row = await db
    .selectFrom('checkpoints')
    .select('position')
    .where('follower', '=', follower)
    .executeTakeFirst()
  return row?.position ?? null
}

/**
 * Moves a checkpoint by compare-and-set, inside the transaction of what was done. Take it first: it locks the row, so a
 * second follower waits here, before it has touched anything. Throws CheckpointMoved when it is not at `from`.
 */
export async function advanceCheckpoint(
  tx: Kysely<Tables>,
  follower: string,
  from: string | null,
  to: string,
): Promise<void> {
  const moved =
    from === null
      ? await tx
          .insertInto('checkpoints')
          .values({ follower, position: to })
          .onConflict((conflict) => conflict.column('follower').doNothing())
          .executeTakeFirst()
      : await tx
          .updateTable('checkpoints')
          .set({ position: to })
          .where('follower', '=', follower)
          .where('position', '=', from)
          .executeTakeFirst()
  const rows = 'numUpdatedRows' in moved ? moved.numUpdatedRows : (moved.numInsertedOrUpdatedRows ?? 0n)
  if (rows !== 1n) throw new CheckpointMoved(follower, from)
}

/** Sets a checkpoint, wherever it is: for who begins again from a position that it has kept. Null: the beginning. */
export async function moveCheckpoint(tx: Kysely<Tables>, follower: string, to: string | null): Promise<void> {
  if (to === null) {
    await tx.deleteFrom('checkpoints').where('follower', '=', follower).execute()
    return
  }
  await tx
    .insertInto('checkpoints')
    .values({ follower, position: to })
    .onConflict((conflict) => conflict.column('follower').doUpdateSet({ position: to }))
    .execute()
}
