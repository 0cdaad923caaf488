import { randomUUID } from 'node:crypto'
import { loadDue, saveBacklog, sumReleased, type BacklogRow, type Database } from '@framewright/read-model'
import { test } from 'tap'
import { at, withReadModel } from './rows.ts'

const now = at(600)

const row = (change: Partial<BacklogRow>): BacklogRow => ({
  item_id: randomUUID(),
  render_id: randomUUID(),
  user_id: 'ada',
  lane: 'cpu-s',
  class: 5,
  kind: 'render',
  plan_id: null,
  chunk_number: null,
  slots: 1,
  work: 100,
  film_slots: 1,
  film_work: 100,
  revision: 0,
  state: 'waiting',
  queued_at: at(0),
  due_at: at(0),
  released_at: null,
  worker_id: null,
  traceparent: null,
  ...change,
})

const film = (count: number, change: Partial<BacklogRow> = {}): BacklogRow[] => {
  const renderId = randomUUID()
  return Array.from({ length: count }, (_, number) =>
    row({ kind: 'chunk', plan_id: 2, chunk_number: number, revision: -1, render_id: renderId, ...change }),
  )
}

/** Number and whether it ages, in the order of the numbers. */
async function due(db: Database, perUser: number) {
  const rows = await loadDue(db.kysely, { lane: 'cpu-s', now, perUser })
  return rows
    .sort(
      (one, other) =>
        (one.chunk_number ?? -1) - (other.chunk_number ?? -1) || one.user_id.localeCompare(other.user_id),
    )
    .map(({ user_id: user, chunk_number: number, ages }) => [user, number, ages])
}

test('of the chunks of a film the first are due, by their numbers, and the first alone ages', async (t) => {
  const db = await withReadModel(t)
  await saveBacklog(db.kysely, film(30).reverse())
  t.same(await due(db, 3), [
    ['ada', 0, true],
    ['ada', 1, false],
    ['ada', 2, false],
  ])
})

test('nothing ages of a film of which something is under way', async (t) => {
  const db = await withReadModel(t)
  const [first, ...others] = film(4)
  await saveBacklog(db.kysely, [{ ...first!, state: 'released' }, ...others])
  t.same(await due(db, 2), [
    ['ada', 1, false],
    ['ada', 2, false],
  ])
})

test('what has failed, or is tried again later, is not due, and the next of its film is first', async (t) => {
  const db = await withReadModel(t)
  const [first, second, third] = film(3)
  await saveBacklog(db.kysely, [{ ...first!, state: 'failed' }, { ...second!, due_at: at(601) }, third!])
  t.same(await due(db, 5), [['ada', 2, true]])
})

test('of each user there is as much of each class as could be released, the oldest first', async (t) => {
  const db = await withReadModel(t)
  const old = row({ class: 9 })
  await saveBacklog(db.kysely, [...film(8, { class: 3, queued_at: at(590) }), old])
  await saveBacklog(db.kysely, [row({ user_id: 'bob', queued_at: at(599) })])
  t.same(await due(db, 2), [
    ['ada', null, true],
    ['bob', null, true],
    ['ada', 0, true],
    ['ada', 1, false],
  ])
})

test('what is released counts by the slots that it takes, of no more than the largest worker has', async (t) => {
  const db = await withReadModel(t)
  const released = { state: 'released' } as const
  await saveBacklog(db.kysely, [
    row({ ...released, slots: 6, work: 900 }),
    row({ ...released, slots: 1, work: 30 }),
    row({ ...released, user_id: 'bob', lane: 'cpu-l' }),
    row({ slots: 2 }),
  ])
  const sums = (mostSlots: number) => sumReleased(db.kysely, { lane: 'cpu-s', mostSlots })
  t.same([...(await sums(8))], [['ada', { slots: 7, work: 930 }]])
  t.same([...(await sums(4))], [['ada', { slots: 5, work: 930 }]])
})
