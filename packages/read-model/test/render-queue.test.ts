import { test } from 'tap'
import { getRenderQueue, type Database } from '@framewright/read-model'
import { at, completedRow, renderRow, save, withReadModel } from './rows.ts'

const ageStepMs = 60_000
const queue = (db: Database, userId: string | null, limit?: number) =>
  getRenderQueue(db, { userId, now: at(100), ageStepMs, ...(limit === undefined ? {} : { limit }) })

test('lanes and classes show what waits and what runs, of all users, and nothing that is over', async (t) => {
  const db = await withReadModel(t)
  await save(
    db,
    renderRow({ queued_at: at(40) }),
    renderRow({ queued_at: at(70), user_id: 'eve' }),
    renderRow({ class: 1, status: 'running' }),
    renderRow({ lane: 'cpu-l', status: 'retrying' }),
    completedRow(),
    renderRow({ status: 'cancelled' }),
  )
  t.strictSame((await queue(db, 'ada')).lanes, [
    {
      lane: 'cpu-l',
      waiting: 1,
      running: 0,
      oldestWaitingSeconds: null,
      classes: [{ class: 5, waiting: 1, running: 0 }],
    },
    {
      lane: 'cpu-s',
      waiting: 2,
      running: 1,
      oldestWaitingSeconds: 60,
      classes: [
        { class: 1, waiting: 0, running: 1 },
        { class: 5, waiting: 2, running: 0 },
      ],
    },
  ])
})

test('an empty queue is empty', async (t) => {
  const db = await withReadModel(t)
  t.strictSame(await queue(db, 'ada'), { lanes: [], line: [], renders: [] })
})

test('positions go by class, then everybody’s first before anybody’s second, then age', async (t) => {
  const db = await withReadModel(t)
  const waiting = [
    { title: 'urgent', class: 1, queued_at: at(90), user_id: 'eve' },
    { title: "ada's first", queued_at: at(50), user_id: 'ada' },
    { title: "eve's first", queued_at: at(53), user_id: 'eve' },
    { title: "ada's second", queued_at: at(51), user_id: 'ada' },
    { title: "ada's third", queued_at: at(52), user_id: 'ada' },
  ]
  await save(
    db,
    ...waiting.map((row) => renderRow(row)),
    renderRow({ title: 'other lane', lane: 'cpu-l', queued_at: at(99) }),
    renderRow({ title: 'runs', status: 'running', queued_at: at(10) }),
  )
  const line = (await queue(db, null)).renders
  const inLane = line.filter((render) => render.lane === 'cpu-s' && render.position !== null)
  t.strictSame(
    inLane.map((render) => render.title),
    waiting.map((row) => row.title),
  )
  t.strictSame(
    inLane.map((render) => render.position),
    [1, 2, 3, 4, 5],
  )
  t.equal(line.find((render) => render.title === 'runs')?.position, null)
  t.equal(line.find((render) => render.title === 'other lane')?.position, 1)
})

test('who has waited long enough is served before who is more urgent', async (t) => {
  const db = await withReadModel(t)
  await save(
    db,
    renderRow({ title: 'patient', class: 5, queued_at: at(100 - 5 * 60) }),
    renderRow({ title: 'urgent', class: 1, queued_at: at(99) }),
  )
  const titles = (await queue(db, 'ada')).renders.map((render) => render.title)
  t.strictSame(titles, ['patient', 'urgent'])
})

test('turns go by the work of what somebody has before it', async (t) => {
  const db = await withReadModel(t)
  await save(
    db,
    renderRow({ title: "ada's film", work: 9_000, queued_at: at(50), user_id: 'ada' }),
    renderRow({ title: "ada's second", work: 9_000, queued_at: at(51), user_id: 'ada' }),
    ...[1, 2, 3].map((n) =>
      renderRow({ title: `clip ${n}`, work: 50, queued_at: at(60 + n), user_id: 'eve' }),
    ),
  )
  const titles = (await queue(db, null)).renders.map((render) => render.title)
  t.strictSame(titles, ["ada's film", 'clip 1', 'clip 2', 'clip 3', "ada's second"])
})

test('a caller sees where its own renders stand among all, and no other’s', async (t) => {
  const db = await withReadModel(t)
  await save(db, ...['eve', 'bob', 'ada'].map((user_id, n) => renderRow({ user_id, queued_at: at(n) })))
  t.match((await queue(db, 'ada')).renders, [
    { position: 3, status: 'queued', queuedAt: at(2).toISOString() },
  ])
  t.equal((await queue(db, null)).renders.length, 3)
  t.equal((await queue(db, null, 2)).renders.length, 2)
})
