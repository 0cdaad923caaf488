import { createHash, randomUUID } from 'node:crypto'
import { renderStream } from '@framewright/domain'
import { canonicalJson, orderKey, RenderOrder, type DryRun, type RenderView } from '@framewright/schemas'
import t, { test } from 'tap'
import { Check } from 'typebox/value'
import { output } from '../../../test/support/render-facts.ts'
import { withApi, type TestUser } from './api.ts'
import { editOf, giveAsset, submit, textEdit } from './edits.ts'

const api = await withApi(t)

const post = (user: TestUser, body: unknown, query = '') =>
  user.request('POST', `/projects/project-1/render${query}`, { body })

test('a submitted edit is a queued render, at once and on record', async (t) => {
  const user = api.user()
  const asset = await giveAsset(api, user)
  const answer = await post(user, editOf(asset))
  t.equal(answer.status, 202)
  const render = answer.json<RenderView>()
  t.match(render, {
    projectId: 'project-1',
    title: 'A film',
    status: 'queued',
    version: 0,
    presets: ['standard'],
    class: 5,
    frameCount: 100,
    frameRate: { num: 25, den: 1 },
    durationSeconds: 4,
  })
  t.equal(answer.headers['location'], `/api/video-editor/renders/${render.renderId}`)
  const shown = await user.request('GET', `/renders/${render.renderId}`)
  t.strictSame(shown.json(), render)

  const [requested] = await api.eventStore.readStream(renderStream(render.renderId))
  t.match(requested, {
    type: 'RenderRequested',
    metadata: { userId: user.userId, $correlationId: render.renderId },
  })
  t.match(requested?.metadata.traceparent, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
})

test('the order that a worker needs is in storage, named by its hash', async (t) => {
  const user = api.user()
  const assets = [await giveAsset(api, user), await giveAsset(api, user)]
  const edit = editOf(assets[0]!, {}, { type: 'video', asset: assets[1]!.assetId, start: 4, duration: 1 })
  const render = await submit(user, { edit })
  const [requested] = await api.eventStore.readStream(renderStream(render.renderId))
  const { order } = requested!.data as { order: { sha256: string; sizeBytes: number } }
  const bytes = await api.storage.readBytes(orderKey(order.sha256), 1_000_000)
  t.equal(bytes.length, order.sizeBytes)
  t.equal(createHash('sha256').update(bytes).digest('hex'), order.sha256)
  const stored = JSON.parse(bytes.toString()) as RenderOrder
  t.ok(Check(RenderOrder, stored))
  t.equal(bytes.toString(), canonicalJson(stored))
  t.strictSame(stored.edit, edit)
  t.strictSame(
    stored.assets.map(({ assetId }) => assetId),
    assets.map(({ assetId }) => assetId).sort(),
  )
})

test('an asset that was stored a moment ago can be used before its row is there', async (t) => {
  const behind = await withApi(t, { projecting: false, settings: { ownWriteTimeoutMs: 50 } })
  const user = behind.user()
  const asset = await giveAsset(behind, user)
  const answer = await post(user, editOf(asset))
  t.equal(answer.status, 202, 'the answer is the same, made of the request itself')
  t.match(answer.json(), { status: 'queued', version: 0, frameCount: 100, title: 'A film' })
})

test('a dry run answers with the plan and stores nothing', async (t) => {
  const user = api.user()
  const asset = await giveAsset(api, user)
  const answer = await post(user, editOf(asset), '?dryRun=true')
  t.equal(answer.status, 200)
  const found = answer.json<DryRun>()
  t.match(found, { frameCount: 100, durationSeconds: 4, lane: 'cpu-s', class: 5, encoder: 'libx264' })
  t.match(found.plan, { frameCount: 100, sources: [{ sha256: asset.sha256 }] })
  t.match(found.warnings, [{ code: 'NO_WORKER' }])
  const again = await post(user, editOf(asset), '?dryRun')
  t.strictSame(again.json<DryRun>().plan, found.plan, 'and the same one each time')
  t.strictSame((await user.request('GET', '/renders')).json(), { renders: [], nextCursor: null })
})

test('a user may ask to be served later, and only an operator sooner', async (t) => {
  const [user, operator] = [api.user(), api.user('olga', ['operator'])]
  const later = await post(user, textEdit(), '?class=8')
  t.equal(later.json<RenderView>().class, 8)
  const sooner = await post(user, textEdit(), '?class=2')
  t.equal(sooner.status, 403)
  t.match(sooner.problem, { code: 'FORBIDDEN', errors: [{ pointer: '/query/class' }] })
  t.equal((await post(operator, textEdit(), '?class=2')).json<RenderView>().class, 2)
  t.equal((await post(user, textEdit(), '?class=2&dryRun=true')).status, 403)
})

const still = { ...output.media, kind: 'image' as const, durationSeconds: null, audio: null }

/** Each is refused with 422, at this place, for this reason, and says what to do. */
const wrongEdits: readonly [
  name: string,
  edit: (assetId: string) => unknown,
  code: string,
  place: string,
  reason: string,
][] = [
  ['a list', () => [], 'SCHEMA_VIOLATION', '', 'WRONG_TYPE'],
  ['a misspelt key', () => ({ ...textEdit(), titel: 'x' }), 'SCHEMA_VIOLATION', '/titel', 'UNKNOWN_KEY'],
  ['no outputs', () => ({ ...textEdit(), outputs: undefined }), 'SCHEMA_VIOLATION', '', 'MISSING_KEY'],
  [
    'a canvas of another type',
    () => ({ ...textEdit(), canvas: 7 }),
    'SCHEMA_VIOLATION',
    '/canvas',
    'WRONG_TYPE',
  ],
  [
    'a kind of clip that is not known',
    (asset) => editOf({ assetId: asset }, { type: 'vidoe' }),
    'SCHEMA_VIOLATION',
    '/tracks/0/clips/0/type',
    'NOT_ALLOWED',
  ],
  [
    'a clip of no length',
    (asset) => editOf({ assetId: asset }, { duration: 0 }),
    'SCHEMA_VIOLATION',
    '/tracks/0/clips/0/duration',
    'OUT_OF_RANGE',
  ],
  [
    'an asset that is not there',
    () => editOf({ assetId: randomUUID() }),
    'ASSET_UNKNOWN',
    '/tracks/0/clips/0/asset',
    'ASSET_UNKNOWN',
  ],
  [
    "a clip beyond its asset's end",
    (asset) => editOf({ assetId: asset }, { in: 8 }),
    'EDIT_INVALID',
    '/tracks/0/clips/0/duration',
    'CLIP_BEYOND_ASSET',
  ],
  [
    'clips that overlap',
    (asset) => editOf({ assetId: asset }, {}, { type: 'video', asset, start: 2, duration: 2 }),
    'EDIT_INVALID',
    '/tracks/0/clips/1',
    'CLIPS_OVERLAP',
  ],
  [
    'a timeline of no length',
    () => ({ ...textEdit(), tracks: [] }),
    'EDIT_INVALID',
    '/tracks',
    'TIMELINE_EMPTY',
  ],
  [
    'a preset that is not known',
    () => ({ ...textEdit(), outputs: [{ name: 'film', preset: 'standart' }] }),
    'PRESET_UNKNOWN',
    '/outputs/0/preset',
    'PRESET_UNKNOWN',
  ],
]

for (const [name, editWith, code, place, reason] of wrongEdits) {
  test(`an edit with ${name} is refused where it is wrong`, async (t) => {
    const user = api.user()
    const asset = await giveAsset(api, user)
    for (const query of ['', '?dryRun=true']) {
      const answer = await post(user, editWith(asset.assetId), query)
      t.equal(answer.status, 422)
      t.equal(answer.problem.code, code)
      const found = answer.problem.errors.find(({ code }) => code === reason)
      t.equal(found?.pointer, place, answer.text)
      t.match(found?.remedy, /\w+ \w+/, 'it says what to do')
    }
    t.strictSame((await user.request('GET', '/renders')).json(), { renders: [], nextCursor: null })
  })
}

test('everything that is wrong with an edit is told at once', async (t) => {
  const user = api.user()
  const asset = await giveAsset(api, user)
  const picture = await giveAsset(api, user, { media: still, name: 'bunny.png' })
  const clips = [randomUUID(), picture.assetId].map((id, n) => ({
    type: 'video',
    asset: id,
    start: 4 + n,
    duration: 1,
  }))
  const edit = editOf(asset, { in: 9 }, ...clips)
  edit.outputs.push({ name: 'other', preset: 'nothing' })
  const answer = await post(user, edit)
  t.equal(answer.problem.code, 'EDIT_INVALID')
  t.strictSame(answer.problem.errors.map(({ pointer }) => pointer.split('/').slice(0, 5).join('/')).sort(), [
    '/outputs/1/preset',
    '/tracks/0/clips/0',
    '/tracks/0/clips/1',
    '/tracks/0/clips/2',
  ])
})

test("another user's asset is as unknown as one that never was", async (t) => {
  const [user, other] = [api.user(), api.user('eve')]
  const asset = await giveAsset(api, other)
  const [stolen, invented] = [
    await post(user, editOf(asset)),
    await post(user, editOf({ assetId: randomUUID() })),
  ]
  t.equal(stolen.problem.code, 'ASSET_UNKNOWN')
  const message = (text: string) => text.replaceAll(/[0-9a-f-]{36}/g, 'ID')
  t.equal(message(stolen.text), message(invented.text))
})

test('an asset that was removed cannot be used any more', async (t) => {
  const user = api.user()
  const asset = await giveAsset(api, user)
  t.equal((await post(user, editOf(asset))).status, 202)
  t.equal((await user.request('DELETE', `/assets/${asset.assetId}`)).status, 204)
  t.equal((await post(user, editOf(asset))).problem.code, 'ASSET_UNKNOWN')
})

test('a thousand unknown assets are refused like one', async (t) => {
  const clip = () => ({ type: 'video', asset: randomUUID(), duration: 1 })
  const edit = editOf({ assetId: randomUUID() }, {}, ...Array.from({ length: 999 }, clip))
  const answer = await post(api.user(), edit)
  t.equal(answer.status, 422)
  t.equal(answer.problem.errors.length, 100)
})
