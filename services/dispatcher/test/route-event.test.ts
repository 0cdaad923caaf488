import { routeEvent, type Routing } from '@framewright/dispatcher'
import type { BacklogRow } from '@framewright/read-model'
import type { FramewrightEvent, RenderEvent } from '@framewright/schemas'
import { test } from 'tap'
import * as facts from '../../../test/support/render-facts.ts'

const { renderId } = facts
const itemId = `render-${renderId}`
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const metadata = {
  $correlationId: renderId,
  $causationId: renderId,
  traceparent,
  userId: 'ada',
  schemaVersion: 1,
}
const request = (facts.requested() as Extract<FramewrightEvent, { type: 'RenderRequested' }>).data

/** As the event of that revision, recorded in that minute. */
const route = (event: RenderEvent, row: BacklogRow | null, at = 9): Routing =>
  routeEvent(
    {
      id: `event-${at}`,
      stream: itemId,
      revision: BigInt(at),
      recordedAt: new Date(Date.UTC(2026, 0, 1, 0, at)),
      metadata,
      event,
    },
    row === null ? [] : [row],
    event.type === 'RenderRetried' ? request : null,
  )
const nothing: Routing = { saved: [], removed: [], withdrawn: [], failures: [] }

/** The row after these events, as the backlog would have it. */
const rowAfter = (...events: readonly RenderEvent[]): BacklogRow | null =>
  events.reduce<BacklogRow | null>((row, event, at) => {
    const { saved, removed } = route(event, row, at)
    return removed.length > 0 ? null : (saved[0] ?? row)
  }, null)

const released = (row: BacklogRow | null): BacklogRow => ({
  ...row!,
  state: 'released',
  released_at: new Date(0),
})

test('a request is an item that waits, due at once, with its trace', async (t) => {
  t.match(rowAfter(facts.requested({ class: 3, lane: 'gpu' })), {
    item_id: itemId,
    render_id: renderId,
    user_id: 'ada',
    lane: 'gpu',
    class: 3,
    kind: 'render',
    state: 'waiting',
    queued_at: new Date(Date.UTC(2026, 0, 1)),
    due_at: new Date(Date.UTC(2026, 0, 1)),
    worker_id: null,
    traceparent,
  })
})

test('a claim says who holds the item, and that it is out, whatever the backlog thought', async (t) => {
  t.match(rowAfter(facts.requested(), facts.claimed(1, 'worker-a')), {
    state: 'released',
    worker_id: 'worker-a',
  })
  t.match(rowAfter(facts.requested(), facts.claimed(1, 'worker-a'), facts.claimed(2, 'worker-b')), {
    state: 'released',
    worker_id: 'worker-b',
  })
})

test('a failed attempt waits until it is to be tried again, without losing its place in the line', async (t) => {
  const retryAt = '2026-01-01T00:00:08.000Z'
  t.match(rowAfter(facts.requested(), facts.claimed(1), facts.attemptFailed(1, retryAt)), {
    state: 'waiting',
    due_at: new Date(retryAt),
    queued_at: new Date(Date.UTC(2026, 0, 1)),
    released_at: null,
    worker_id: null,
  })
})

test('an item that was handed back stays released: its worker gives the very message back', async (t) => {
  const row = rowAfter(facts.requested(), facts.claimed(1), facts.handedBack(1))
  t.match(row, { state: 'released', worker_id: null })
})

test('a plan within a claim changes nothing', async (t) => {
  t.same(route(facts.planned(), rowAfter(facts.requested(), facts.claimed(1))), nothing)
})

test('a finished render has no item; its worker acknowledges the message by itself', async (t) => {
  const running = rowAfter(facts.requested(), facts.claimed(1))
  for (const end of [facts.completed(1), facts.failed(1)]) {
    t.same(route(end, running), { ...nothing, removed: [itemId] })
  }
})

test('a cancelled render has no item, and a message that nobody has taken is withdrawn', async (t) => {
  const waits = rowAfter(facts.requested())
  t.same(route(facts.cancelled, released(waits)), {
    ...nothing,
    removed: [itemId],
    withdrawn: [released(waits)],
  })
  t.same(route(facts.cancelled, waits).withdrawn, [], 'there is no message yet')
  const running = rowAfter(facts.requested(), facts.claimed(1))
  t.same(
    route(facts.cancelled, running).withdrawn,
    [],
    'the message is its worker’s, who is told and acknowledges it',
  )
})

test('a retry is a new item, at the end of the line, of what was asked for at first', async (t) => {
  const row = rowAfter(facts.requested(), facts.claimed(1), facts.failed(1), facts.retried)
  t.match(row, { state: 'waiting', class: 5, lane: 'cpu-s', user_id: 'ada', worker_id: null })
  t.same(row?.queued_at, new Date(Date.UTC(2026, 0, 1, 0, 3)))
})

test('what comes after the end brings nothing back', async (t) => {
  for (const late of [
    facts.claimed(1),
    facts.attemptFailed(1),
    facts.handedBack(1),
    facts.planned(),
    facts.deleted,
  ]) {
    t.same(route(late, null), nothing, late.type)
  }
})

test('an event that comes twice changes nothing the second time', async (t) => {
  const history = [
    facts.requested(),
    facts.claimed(1),
    facts.handedBack(1),
    facts.claimed(2),
    facts.attemptFailed(2),
    facts.claimed(3),
    facts.failed(3),
    facts.retried,
    facts.cancelled,
  ]
  let row: BacklogRow | null = null
  for (const [at, event] of history.entries()) {
    const once: Routing = route(event, row, at)
    row = once.removed.length > 0 ? null : (once.saved[0] ?? row)
    t.same(route(event, row, at), nothing, event.type)
  }
})
