import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { newEvent, withEventStore } from '../../../test/support/event-store.ts'
import { appendDecision, type DecisionRequest } from '../src/append-decision.ts'
import { EventStoreUnavailable, StreamConflict } from '../src/errors.ts'
import type { EventStore } from '../src/event-store.ts'

interface Added {
  readonly type: 'Added'
  readonly data: { readonly n: number }
}
type Sum = { readonly total: number; readonly revision: bigint }
type AddRequest = DecisionRequest<Sum, Added>

/** A stream that adds up, as small as a decider can be. */
const adding = (stream: string, request: Partial<AddRequest> = {}): AddRequest => ({
  stream,
  initial: { total: 0, revision: -1n },
  evolve: ({ total }, { data }, revision) => ({ total: total + data.n, revision }),
  upcast: ({ data }) => ({ type: 'Added', data: data as Added['data'] }),
  decide: () => [{ type: 'Added', data: { n: 1 } }],
  metadata: () => newEvent('Added', {}).metadata,
  newId: randomUUID,
  ...request,
})

type Port = Pick<EventStore, 'append' | 'readStream'>

/** The store, with something in the way of its appends. */
const withAppend = (store: Port, append: (pass: EventStore['append']) => EventStore['append']): Port => ({
  readStream: store.readStream,
  append: append(store.append),
})

test('it decides on what is stored, appends behind it, and answers with what became of it', async (t) => {
  const { store } = await withEventStore(t)
  const stream = `sum-${randomUUID()}`
  const first = await appendDecision(store, adding(stream))
  t.strictSame([first.state, first.revision], [{ total: 1, revision: 0n }, 0n])
  const seen: Sum[] = []
  const second = await appendDecision(
    store,
    adding(stream, {
      decide: (state) => {
        seen.push(state)
        return [2, 3].map((n) => ({ type: 'Added', data: { n } }))
      },
    }),
  )
  t.strictSame(seen, [{ total: 1, revision: 0n }])
  t.strictSame([second.state, second.revision], [{ total: 6, revision: 2n }, 2n])
  t.strictSame(
    second.appended.map(({ stream, revision, data }) => ({ stream, revision, data })),
    [
      { stream, revision: 1n, data: { n: 2 } },
      { stream, revision: 2n, data: { n: 3 } },
    ],
  )
  t.strictSame(
    (await store.readStream(stream)).slice(1).map(({ id }) => id),
    second.appended.map(({ id }) => id),
  )
})

test('to decide on nothing appends nothing, and a refusal is the caller’s', async (t) => {
  const { store } = await withEventStore(t)
  const stream = `sum-${randomUUID()}`
  const decision = await appendDecision(store, adding(stream, { decide: () => [] }))
  t.strictSame(decision, { state: { total: 0, revision: -1n }, revision: -1n, appended: [] })
  const refuse = () => {
    throw new Error('no more')
  }
  await t.rejects(appendDecision(store, adding(stream, { decide: refuse })), /no more/)
  t.strictSame(await store.readStream(stream), [])
})

test('when somebody else appends in between, it reads again and decides again, with new ids', async (t) => {
  const { store } = await withEventStore(t)
  const stream = `sum-${randomUUID()}`
  const [ids, seen]: [string[], number[]] = [[], []]
  let interruptions = 2
  const { revision } = await appendDecision(
    withAppend(store, (pass) => async (...append) => {
      if (interruptions > 0) {
        interruptions -= 1
        await appendDecision(store, adding(stream, { decide: () => [{ type: 'Added', data: { n: 10 } }] }))
      }
      return pass(...append)
    }),
    adding(stream, {
      newId: () => {
        const id = randomUUID()
        ids.push(id)
        return id
      },
      decide: ({ total }) => {
        seen.push(total)
        return [{ type: 'Added', data: { n: 1 } }]
      },
    }),
  )
  t.equal(revision, 2n)
  t.strictSame(seen, [0, 10, 20])
  t.equal(new Set(ids).size, 3)
})

test('when others never stop appending in between, it gives up with their conflict', async (t) => {
  const { store } = await withEventStore(t)
  let decisions = 0
  const conflicting = withAppend(store, () => (stream) => Promise.reject(new StreamConflict(stream)))
  const decide = () => {
    decisions += 1
    return [{ type: 'Added', data: { n: 1 } } as const]
  }
  await t.rejects(appendDecision(conflicting, adding('sum-x', { decide, attempts: 3 })), StreamConflict)
  t.equal(decisions, 3)
})

test('a reply that is lost makes no second decision: the same events are sent again', async (t) => {
  const { store } = await withEventStore(t)
  const stream = `sum-${randomUUID()}`
  let decisions = 0
  let losses = 2
  const deaf = withAppend(store, (pass) => async (...append) => {
    const answer = await pass(...append)
    losses -= 1
    if (losses >= 0) throw new EventStoreUnavailable('the reply was lost')
    return answer
  })
  const decide = () => {
    decisions += 1
    return [{ type: 'Added', data: { n: decisions } } as const]
  }
  const { revision } = await appendDecision(deaf, adding(stream, { decide }))
  t.equal(revision, 0n)
  t.equal(decisions, 1)
  t.equal((await store.readStream(stream)).length, 1)
})

test('a store that never answers is reported as such, and what was sent is still one decision', async (t) => {
  const { store } = await withEventStore(t)
  const stream = `sum-${randomUUID()}`
  const deaf = withAppend(store, (pass) => async (...append) => {
    await pass(...append)
    throw new EventStoreUnavailable('the reply was lost')
  })
  await t.rejects(appendDecision(deaf, adding(stream)), { code: 'EVENT_STORE_UNAVAILABLE' })
  t.equal((await store.readStream(stream)).length, 1)
})

test('of many that decide at once each gets its turn', async (t) => {
  const { store } = await withEventStore(t)
  const stream = `sum-${randomUUID()}`
  const decisions = Array.from({ length: 6 }, () => appendDecision(store, adding(stream, { attempts: 20 })))
  await Promise.all(decisions)
  const stored = await store.readStream(stream)
  t.equal(stored.length, 6)
})
