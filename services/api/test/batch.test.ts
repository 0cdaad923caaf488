import { readFile } from 'node:fs/promises'
import { renderStream } from '@framewright/domain'
import { EventStoreUnavailable, type EventStore } from '@framewright/event-store'
import { orderKey, type BatchView, type RenderOrder, type RenderView } from '@framewright/schemas'
import t, { test } from 'tap'
import { withApi, type TestUser } from './api.ts'
import { giveAsset } from './edits.ts'

const api = await withApi(t)

const fields = {
  headline: { type: 'text' },
  photo: { type: 'asset' },
  seconds: { type: 'number', default: 2 },
}
const edit = {
  schemaVersion: 1,
  title: 'For {{headline}}',
  canvas: { width: 640, height: 360, fps: 25 },
  tracks: [
    { kind: 'video', clips: [{ type: 'video', asset: '{{photo}}', duration: '{{seconds}}' }] },
    { kind: 'video', clips: [{ type: 'text', text: 'Dear {{headline}}', duration: 1 }] },
  ],
  outputs: [{ name: 'film', preset: 'standard' }],
}
const template = { fields, edit }

const post = (user: TestUser, body: object, headers: Record<string, string> = {}) =>
  user.request('POST', '/projects/cards/batch', { body, headers })
const rendersOf = async (user: TestUser) =>
  (await user.request('GET', '/renders')).json<{ renders: RenderView[] }>().renders

test('one template and three rows are three films, each of its own values', async (t) => {
  const user = api.user()
  const { assetId: photo } = await giveAsset(api, user)
  const rows = [
    { headline: 'Ann', photo },
    { headline: '{{photo}} "Bob"', photo, seconds: 3 },
    { headline: 'Cat', photo, seconds: 1.2 },
  ]
  const answer = await post(user, { template, rows })
  t.equal(answer.status, 202)
  const { renders } = answer.json<BatchView>()
  t.match(renders, [
    { title: 'For Ann', frameCount: 50, status: 'queued', projectId: 'cards' },
    { title: 'For {{photo}} "Bob"', frameCount: 75 },
    { title: 'For Cat', frameCount: 30 },
  ])
  const [requested] = await api.eventStore.readStream(renderStream(renders[1]!.renderId))
  const { order } = requested!.data as { order: { sha256: string } }
  const stored = JSON.parse(
    (await api.storage.readBytes(orderKey(order.sha256), 1_000_000)).toString(),
  ) as RenderOrder
  t.match(stored.edit.tracks[1], { clips: [{ text: 'Dear {{photo}} "Bob"' }] })
  t.match(stored.edit.tracks[0], { clips: [{ asset: photo, duration: 3 }] })
})

test('the page about templates has an example that works', async (t) => {
  const page = await readFile(new URL('../../../docs/templates.md', import.meta.url), 'utf8')
  const [, json = ''] = /```json\n(.*?)```/s.exec(page) ?? []
  const answer = await post(api.user(), JSON.parse(json) as object)
  t.match(answer.json<BatchView>().renders, [
    { title: 'For Ada', frameCount: 60 },
    { title: 'For Grace', frameCount: 90 },
  ])
})

test('a batch with one bad row renders nothing, and says where each is wrong', async (t) => {
  const user = api.user()
  const { assetId: photo } = await giveAsset(api, user)
  const refused = async (...rows: object[]) => {
    const { status, problem } = await post(user, { template, rows })
    return [status, problem.code, ...problem.errors.map(({ pointer, code }) => `${pointer} ${code}`)]
  }
  const good = { headline: 'x', photo }
  const other = '11111111-1111-4111-8111-111111111111'
  t.strictSame(await refused(good, { headline: 'x' }), [422, 'TEMPLATE_INVALID', '/rows/1 FIELD_MISSING'])
  t.strictSame(await refused(good, { ...good, seconds: -1 }), [
    ...[422, 'SCHEMA_VIOLATION', '/template/edit/tracks/0/clips/0/duration OUT_OF_RANGE'],
  ])
  t.strictSame(await refused(good, { ...good, photo: other }), [
    ...[422, 'ASSET_UNKNOWN', '/template/edit/tracks/0/clips/0/asset ASSET_UNKNOWN'],
  ])
  t.strictSame(await refused({ ...good, seconds: 60 }, { headline: 'x' }), [
    ...[
      422,
      'TEMPLATE_INVALID',
      '/template/edit/tracks/0/clips/0/duration CLIP_BEYOND_ASSET',
      '/rows/1 FIELD_MISSING',
    ],
  ])
  const unknown = await post(user, { template: { fields: {}, edit }, rows: [{}] })
  t.match(unknown.problem, { code: 'TEMPLATE_INVALID', errors: [{ pointer: '/template/edit/title' }] })
  t.equal((await post(user, { template, rows: [] })).problem.code, 'SCHEMA_VIOLATION')
  t.strictSame(await rendersOf(user), [])
})

/** An event store that is away after so many appends. */
function withRoomFor(store: EventStore, appends: { left: number }): EventStore {
  return {
    ...store,
    append: (...append) => {
      if (appends.left === 0) return Promise.reject(new EventStoreUnavailable('away'))
      appends.left -= 1
      return store.append(...append)
    },
  }
}

test('a batch that broke off half-way is finished by its repeat, and nothing is there twice', async (t) => {
  const store = { left: 1 }
  const broken = await withApi(t, {
    deps: ({ eventStore }) => ({ eventStore: withRoomFor(eventStore, store) }),
  })
  const user = broken.user()
  const words = {
    template: {
      fields: { headline: { type: 'text' } },
      edit: {
        ...edit,
        tracks: [{ kind: 'video', clips: [{ type: 'text', text: '{{headline}}', duration: 1 }] }],
      },
    },
    rows: [{ headline: 'a' }, { headline: 'b' }, { headline: 'c' }],
  }
  const key = { 'idempotency-key': 'cards-1' }
  t.equal((await post(user, words, key)).status, 503)
  t.equal((await rendersOf(user)).length, 1, 'the first row was requested')
  store.left = Infinity
  const repeat = await post(user, words, key)
  t.equal(repeat.status, 202)
  const titles = (await rendersOf(user)).map(({ title }) => title)
  t.strictSame(titles.sort(), ['For a', 'For b', 'For c'])
  const again = await post(user, words, key)
  t.strictSame(again.json(), repeat.json())
  t.equal(again.headers['idempotency-replayed'], 'true')
  const changed = await post(user, { ...words, rows: [...words.rows, { headline: 'd' }] }, key)
  t.equal(changed.problem.code, 'IDEMPOTENCY_KEY_REUSED')
})
