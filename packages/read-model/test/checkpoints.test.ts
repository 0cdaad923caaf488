import { test } from 'tap'
import { advanceCheckpoint, CheckpointMoved, readCheckpoint } from '@framewright/read-model'
import { renderRow, withReadModel } from './rows.ts'
import { saveRenders } from '@framewright/read-model'

test('a checkpoint begins nowhere and moves from where it stands', async (t) => {
  const db = await withReadModel(t)
  t.equal(await readCheckpoint(db.kysely, 'projector'), null)
  await advanceCheckpoint(db.kysely, 'projector', null, '7')
  await advanceCheckpoint(db.kysely, 'projector', '7', '9')
  t.equal(await readCheckpoint(db.kysely, 'projector'), '9')
  t.equal(await readCheckpoint(db.kysely, 'dispatcher'), null, 'each follower has its own')
})

test('a follower that starts from elsewhere is refused, and what it did with it is rolled back', async (t) => {
  const db = await withReadModel(t)
  await advanceCheckpoint(db.kysely, 'projector', null, '7')
  for (const stale of [null, '6', '8']) {
    const attempt = db.kysely.transaction().execute(async (tx) => {
      await saveRenders(tx, [renderRow()])
      await advanceCheckpoint(tx, 'projector', stale, '10')
    })
    await t.rejects(attempt, { name: 'CheckpointMoved', code: 'CHECKPOINT_MOVED', follower: 'projector' })
  }
  t.equal(await readCheckpoint(db.kysely, 'projector'), '7')
  t.strictSame(await db.query('select 1 from renders'), [])
})

test('of many that move the same checkpoint at once exactly one succeeds', async (t) => {
  const db = await withReadModel(t, { maxConnections: 8 })
  for (const from of [null, 'winner of null']) {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () =>
        db.kysely
          .transaction()
          .execute((tx) => advanceCheckpoint(tx, 'projector', from, `winner of ${String(from)}`)),
      ),
    )
    t.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1, `from ${String(from)}`)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') t.ok(outcome.reason instanceof CheckpointMoved)
    }
  }
})
