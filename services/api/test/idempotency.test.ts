import { renderStream } from '@framewright/domain'
import { EventStoreUnavailable, type EventStore } from '@framewright/event-store'
import type { RenderView } from '@framewright/schemas'
import t, { test } from 'tap'
import { claimed, completed } from '../../../test/support/render-facts.ts'
import { withApi, type TestUser } from './api.ts'
import { appendToRender, editOf, giveAsset, textEdit } from './edits.ts'

const api = await withApi(t)

const post = (user: TestUser, key: string, body: unknown = textEdit(), path = '/projects/project-1/render') =>
  user.request('POST', path, { body, headers: { 'idempotency-key': key } })

const rendersOf = async (user: TestUser): Promise<RenderView[]> =>
  (await user.request('GET', '/renders')).json<{ renders: RenderView[] }>().renders

test('a request that is repeated with its key is one render, and says so', async (t) => {
  const user = api.user()
  const [first, second] = [await post(user, 'key-1'), await post(user, 'key-1')]
  t.strictSame([first.status, second.status], [202, 202])
  t.strictSame(second.json(), first.json())
  t.strictSame(
    [first, second].map(({ headers }) => headers['idempotency-replayed']),
    [undefined, 'true'],
  )
  t.equal((await rendersOf(user)).length, 1)
})

test('ten at once with one key are one render', async (t) => {
  const user = api.user()
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(user, 'the-same')))
  t.strictSame(new Set(answers.map(({ status }) => status)), new Set([202]))
  t.equal(new Set(answers.map((answer) => answer.json<RenderView>().renderId)).size, 1)
  t.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length, 1)
  t.equal((await rendersOf(user)).length, 1)
})

test('without a key each request is a render of its own', async (t) => {
  const user = api.user()
  const submit = () => user.request('POST', '/projects/project-1/render', { body: textEdit() })
  const ids = [await submit(), await submit()].map((answer) => answer.json<RenderView>().renderId)
  t.equal(new Set(ids).size, 2)
})

test('a key belongs to its user and project', async (t) => {
  const [user, other] = [api.user(), api.user('eve')]
  const answers = [
    await post(user, 'shared'),
    await post(other, 'shared'),
    await post(user, 'shared', textEdit(), '/projects/project-2/render'),
  ]
  t.equal(new Set(answers.map((answer) => answer.json<RenderView>().renderId)).size, 3)
})

test('a key that comes with another request is refused', async (t) => {
  const user = api.user()
  await post(user, 'key-1', textEdit('One'))
  for (const answer of [
    await post(user, 'key-1', textEdit('Two')),
    await post(user, 'key-1', textEdit('One'), '/projects/project-1/render?class=9'),
  ]) {
    t.equal(answer.status, 422)
    t.equal(answer.problem.code, 'IDEMPOTENCY_KEY_REUSED')
  }
  const reordered = Object.fromEntries(Object.entries(textEdit('One')).reverse())
  t.equal((await post(user, 'key-1', reordered)).status, 202, 'the order of its keys is nothing of a request')
})

test('a repeat after the render has gone on shows it as it is', async (t) => {
  const user = api.user()
  const { renderId } = (await post(user, 'key-1')).json<RenderView>()
  await appendToRender(api, user, renderId, 0n, claimed(1), completed(1))
  const again = await post(user, 'key-1')
  t.match(again.json(), { renderId, status: 'completed', version: 2 })
})

test('a repeat is answered even when the edit would be refused by now', async (t) => {
  const user = api.user()
  const edit = editOf(await giveAsset(api, user))
  const first = await post(user, 'key-1', edit)
  await user.request('DELETE', `/assets/${(edit.tracks[0]!.clips[0] as { asset: string }).asset}`)
  const again = await post(user, 'key-1', edit)
  t.strictSame([again.status, again.json()], [202, first.json()])
})

test('the key of a render that was deleted is gone with it', async (t) => {
  const user = api.user()
  const { renderId } = (await post(user, 'key-1')).json<RenderView>()
  await user.request('DELETE', `/renders/${renderId}`)
  const again = await post(user, 'key-1')
  t.strictSame([again.status, again.problem.code], [410, 'RENDER_DELETED'])
})

test('a key that is none is refused', async (t) => {
  const user = api.user()
  for (const key of ['', 'with space', 'ä', 'x'.repeat(256)]) {
    const answer = await post(user, key)
    t.strictSame([answer.status, answer.problem.code], [422, 'SCHEMA_VIOLATION'], key.slice(0, 20))
    t.equal(answer.problem.errors[0]?.pointer, '/headers/idempotency-key')
  }
})

/** An event store that stores, and then says nothing: its replies are lost. */
function withLostReplies(store: EventStore, lost: { count: number }): EventStore {
  return {
    ...store,
    append: async (...append) => {
      const answer = await store.append(...append)
      if (lost.count === 0) return answer
      lost.count -= 1
      throw new EventStoreUnavailable('the reply was lost')
    },
  }
}

test('when the reply of the event store is lost, the same append is repeated and the render is one', async (t) => {
  const lost = { count: 1 }
  const api = await withApi(t, {
    deps: ({ eventStore }) => ({ eventStore: withLostReplies(eventStore, lost) }),
  })
  const user = api.user()
  const answer = await user.request('POST', '/projects/project-1/render', { body: textEdit() })
  t.strictSame([answer.status, lost.count], [202, 0])
  const { renderId } = answer.json<RenderView>()
  t.equal((await api.eventStore.readStream(renderStream(renderId))).length, 1)

  // No reply at all: whether it is on record is unknown, and the repeat finds it.
  lost.count = 10
  const refused = await post(user, 'key-1')
  t.strictSame([refused.status, refused.headers['retry-after']], [503, '2'])
  lost.count = 0
  const again = await post(user, 'key-1')
  t.strictSame([again.status, again.headers['idempotency-replayed']], [202, 'true'])
  t.equal((await rendersOf(user)).length, 2)
})
