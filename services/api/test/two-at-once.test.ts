import { renderStream } from '@framewright/domain'
import type { RenderView } from '@framewright/schemas'
import { test } from 'tap'
import { withApi, type Method, type RequestOptions } from './api.ts'
import { textEdit } from './edits.ts'

test('two services at once are as one: one key one render, one cancel one event, and what one did the other shows', async (t) => {
  const one = await withApi(t)
  const shared = async () => one.database.url
  const other = await withApi(t, { databaseUrl: shared, eventStoreUrl: shared, projecting: false })
  const { token } = one.user()
  const ask = (at: number, method: Method, path: string, options: RequestOptions = {}) =>
    (at % 2 === 0 ? one : other).request(method, path, {
      ...options,
      headers: { ...options.headers, authorization: `Bearer ${token}` },
    })
  const tenTimes = <T>(request: (at: number) => Promise<T>) =>
    Promise.all(Array.from({ length: 10 }, (_, at) => request(at)))

  const submitted = await tenTimes((at) =>
    ask(at, 'POST', '/projects/project-1/render', {
      body: textEdit(),
      headers: { 'idempotency-key': 'the-same' },
    }),
  )
  t.strictSame(new Set(submitted.map(({ status }) => status)), new Set([202]))
  t.equal(submitted.filter(({ headers }) => headers['idempotency-replayed'] === undefined).length, 1)
  const ids = new Set(submitted.map((answer) => answer.json<RenderView>().renderId))
  t.equal(ids.size, 1)

  const [renderId] = ids
  await tenTimes((at) => ask(at, 'POST', `/renders/${renderId}/cancel`))
  const stored = await one.eventStore.readStream(renderStream(renderId!))
  t.strictSame(
    stored.map(({ type }) => type),
    ['RenderRequested', 'RenderCancelled'],
  )
  for (const at of [0, 1]) {
    const shown = await ask(at, 'GET', `/renders/${renderId}`)
    t.equal(shown.json<RenderView>().status, 'cancelled')
  }
})
