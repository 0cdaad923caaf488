import { test } from 'tap'
import * as chunks from '../../../test/support/chunk-facts.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { backlogHistory, renderId, type BacklogHistory } from './backlog-history.ts'

const minute = (at: number): Date => new Date(Date.UTC(2026, 0, 1, 0, at))
const ids = (history: BacklogHistory) => history.rows.map((row) => row.item_id)
const chunkId = (number: number, plan = 2) => `chunk-${renderId}-${plan}-${number}`
const assemblyId = (plan = 2) => `assembly-${renderId}-${plan}`
const nothing = { saved: [], removed: [], withdrawn: [], failures: [] }

/** Requested, claimed, and planned at revision 2. */
function planned(chunkCount: number, hits: number[] = []): BacklogHistory {
  const history = backlogHistory()
  history.render(facts.requested({ class: 3, lane: 'cpu-l' }))
  history.release()
  history.render(facts.claimed(1))
  history.render(facts.planned({ mode: 'chunked', chunkCount, hits }))
  return history
}

test('a plan of chunks puts those that are missing in the place of its render', async (t) => {
  const history = planned(4, [1])
  t.same(ids(history), [chunkId(0), chunkId(2), chunkId(3)])
  t.match(history.rows[1], {
    render_id: renderId,
    user_id: 'ada',
    lane: 'cpu-l',
    class: 3,
    kind: 'chunk',
    plan_id: 2,
    chunk_number: 2,
    state: 'waiting',
    queued_at: minute(0),
    due_at: minute(2),
    worker_id: null,
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  })
  t.same(history.routings.at(-1)!.withdrawn, [], 'the message of the render is its worker’s')
})

test('a plan whose chunks are all there is assembled at once', async (t) => {
  const history = planned(2, [0, 1])
  t.same(ids(history), [assemblyId()])
  t.match(history.rows[0], {
    kind: 'assembly',
    plan_id: 2,
    chunk_number: null,
    state: 'waiting',
    queued_at: minute(0),
    due_at: minute(2),
  })
})

test('a chunk takes as much of a worker as its film, for its share of the work; sound and assembly take little', async (t) => {
  const history = backlogHistory()
  const cost = { slots: 3, work: 1_000 }
  history.render(facts.requested({ cost }))
  t.match(history.rows[0], cost)
  history.render(facts.claimed(1))
  const plan = { mode: 'chunked', chunkCount: 3, frameCount: 200, chunkFrames: [0, 150, 50] } as const
  history.render(facts.planned({ ...plan, chunkFrames: [...plan.chunkFrames] }))
  const costs = () => history.rows.map(({ slots, work }) => ({ slots, work }))
  t.same(costs(), [
    { slots: 1, work: 1 },
    { slots: 3, work: 750 },
    { slots: 3, work: 250 },
  ])
  for (const number of [0, 1, 2]) history.chunk(2n, number, chunks.chunkRendered())
  t.same(costs(), [{ slots: 1, work: 1 }])
  // It has found a hole, and is made in one piece after all.
  history.render(facts.planned())
  t.same(costs(), [cost])
})

test('a render that was asked for before costs were on record costs what its size says', async (t) => {
  const history = backlogHistory()
  history.render(facts.requested({ frameCount: 240, width: 1280, height: 720 }))
  t.match(history.rows[0], { slots: 1, work: 222 })
})

test('a chunk is claimed, tried again and handed back as a render is', async (t) => {
  const history = planned(2)
  history.release()
  history.chunk(2n, 1, chunks.chunkClaimed(1, 'worker-a'))
  const row = () => history.rows.find((one) => one.chunk_number === 1)
  t.match(row(), { state: 'released', worker_id: 'worker-a' })
  history.chunk(2n, 1, chunks.chunkHandedBack(1))
  t.match(row(), { state: 'released', worker_id: null })
  history.chunk(2n, 1, chunks.chunkClaimed(2, 'worker-b'))
  const retryAt = '2026-01-01T00:00:08.000Z'
  history.chunk(2n, 1, chunks.chunkAttemptFailed(2, retryAt))
  t.match(row(), { state: 'waiting', due_at: new Date(retryAt), queued_at: minute(0), worker_id: null })
  t.match(history.rows.find((one) => one.chunk_number === 0)!.worker_id, null, 'the other is as it was')
})

test('the last chunk makes way for the assembly, in whatever order they come', async (t) => {
  const history = planned(3)
  history.chunk(2n, 2, chunks.chunkClaimed())
  history.chunk(2n, 2, chunks.chunkRendered())
  history.chunk(2n, 0, chunks.chunkClaimed())
  t.same(ids(history).sort(), [chunkId(0), chunkId(1)])
  history.chunk(2n, 1, chunks.chunkClaimed())
  history.chunk(2n, 1, chunks.chunkRendered())
  history.chunk(2n, 0, chunks.chunkRendered())
  t.same(ids(history), [assemblyId()])
  t.match(history.rows[0], { kind: 'assembly', state: 'waiting', queued_at: minute(0), due_at: minute(8) })
})

test('an assembly is claimed, tried again and finished on the stream of its render', async (t) => {
  const history = planned(1, [0])
  history.render(facts.claimed(2, 'worker-a'))
  t.match(history.rows, [{ item_id: assemblyId(), state: 'released', worker_id: 'worker-a' }])
  history.render(facts.attemptFailed(2))
  t.match(history.rows, [{ state: 'waiting', worker_id: null }])
  history.render(facts.claimed(3))
  history.render(facts.handedBack(3))
  t.match(history.rows, [{ state: 'released', worker_id: null }])
  history.render(facts.claimed(4))
  t.same(history.render(facts.completed(4)), { ...nothing, removed: [assemblyId()] })
})

test('an assembly that finds a hole begins a plan of its own, and what comes of the old one is nothing', async (t) => {
  const history = planned(2, [1])
  history.chunk(2n, 0, chunks.chunkClaimed())
  history.chunk(2n, 0, chunks.chunkRendered())
  history.render(facts.claimed(2))
  history.render(facts.planned({ mode: 'chunked', chunkCount: 2, hits: [0] }))
  t.same(ids(history), [chunkId(1, 4)])
  t.same(history.chunk(2n, 1, chunks.chunkClaimed()), nothing)
  t.same(history.chunk(2n, 1, chunks.chunkRendered()), nothing)
  history.chunk(4n, 1, chunks.chunkRendered())
  t.same(ids(history), [assemblyId(4)])
})

test('a plan in place of another takes the messages back that nobody has claimed', async (t) => {
  const history = planned(3)
  history.release()
  history.chunk(2n, 0, chunks.chunkClaimed())
  const { withdrawn } = history.render(facts.planned({ mode: 'chunked', chunkCount: 2 }))
  t.same(
    withdrawn.map((row) => row.item_id),
    [chunkId(1), chunkId(2)],
  )
  t.same(ids(history), [chunkId(0, 3), chunkId(1, 3)])
})

test('whatever ends a render takes all of its chunks, and a retry begins with the render', async (t) => {
  for (const end of [facts.cancelled, facts.failed(1), facts.deleted]) {
    const history = planned(3)
    history.release()
    history.chunk(2n, 2, chunks.chunkClaimed())
    const { withdrawn } = history.render(end)
    t.same(history.rows, [], end.type)
    t.same(
      withdrawn.map((row) => row.item_id),
      [chunkId(0), chunkId(1)],
      end.type,
    )
    history.render(facts.retried)
    t.match(history.rows, [{ item_id: `render-${renderId}`, kind: 'render', plan_id: null, class: 5 }])
    t.same(history.chunk(2n, 2, chunks.chunkRendered()), nothing, 'a chunk of the run before')
  }
})

test('a chunk that fails for good says that its render is to fail, once, and nothing is assembled', async (t) => {
  const history = planned(2)
  history.chunk(2n, 1, chunks.chunkClaimed())
  const routing = history.chunk(2n, 1, chunks.chunkFailed({ code: 'DISK_FULL' }))
  t.match(routing.failures, [{ stream: `chunk-${renderId}.2.1`, id: 'event-4', data: { code: 'DISK_FULL' } }])
  t.same(history.again(4), nothing)
  history.chunk(2n, 0, chunks.chunkRendered())
  t.match(history.rows, [{ item_id: chunkId(1), state: 'failed' }], 'it waits for the end of its render')
  history.render(facts.failed(1, { code: 'DISK_FULL' }))
  t.same(history.rows, [])
})

test('a plan that was put in place of the one whose chunk failed finds its render’s place', async (t) => {
  const history = planned(1)
  history.chunk(2n, 0, chunks.chunkFailed())
  history.render(facts.planned({ mode: 'chunked', chunkCount: 1 }))
  t.match(history.rows, [{ item_id: chunkId(0, 3), state: 'waiting', queued_at: minute(0) }])
})
