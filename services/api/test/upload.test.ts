import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { spawnSync } from 'node:child_process'
import { request as httpRequest } from 'node:http'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { basePath } from '@framewright/api'
import { EventStoreUnavailable } from '@framewright/event-store'
import { assetKey, type AssetView, type Edit } from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { withApi, type TestApi, type TestUser } from './api.ts'
import { editOf, giveAsset, submit } from './edits.ts'

const api = await withApi(t)

const folder = t.testdir({})
const lavfi = (source: string) => ['-f', 'lavfi', '-i', source]
const clip = await made('clip.mp4', [
  ...[...lavfi('testsrc2=size=320x180:rate=25:duration=1'), ...lavfi('sine=duration=1')],
  ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-shortest'],
])
const picture = await made('picture.png', [...lavfi('testsrc2=size=64x48'), '-frames:v', '1'])

/** The bytes of a file that ffmpeg makes. */
async function made(name: string, args: readonly string[]): Promise<Buffer> {
  const path = join(folder, name)
  const { status, stderr } = spawnSync('ffmpeg', ['-v', 'error', ...args, path], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return readFile(path)
}

const sha256Of = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex')
const octets = { 'content-type': 'application/octet-stream' }
const upload = (
  user: TestUser,
  body: Buffer | string,
  query = '?name=clip.mp4',
  headers: Record<string, string> = octets,
) => user.request('POST', `/assets${query}`, { body, headers })

async function nothingIsLeft(api: TestApi, user: TestUser, bytes: Buffer | string): Promise<void> {
  await eventually(async () => {
    const left = await api.uploadsLeft()
    if (left.length > 0) throw new Error(`left: ${left.join(', ')}`)
  })
  const stored = await api.storage.stat(assetKey(sha256Of(bytes)))
  const { assets } = (await user.request('GET', '/assets')).json<{ assets: AssetView[] }>()
  if (stored !== null || assets.length > 0) throw new Error('the asset is there')
}

test('a file becomes an asset with the facts that probing found, ready to be used', async (t) => {
  const user = api.user()
  const bytes = clip
  const answer = await upload(user, bytes)
  t.equal(answer.status, 201)
  const asset = answer.json<AssetView>()
  t.match(asset, {
    name: 'clip.mp4',
    sha256: sha256Of(bytes),
    sizeBytes: bytes.length,
    media: {
      kind: 'video',
      video: { codec: 'h264', width: 320, height: 180, frameCount: 25 },
      audio: { codec: 'aac' },
    },
  })
  t.ok((await api.storage.readBytes(assetKey(asset.sha256), 10_000_000)).equals(bytes))
  t.strictSame(await api.uploadsLeft(), [])
  t.strictSame((await user.request('GET', `/assets/${asset.assetId}`)).json(), asset)
  t.strictSame((await user.request('GET', '/assets')).json(), { assets: [asset], nextCursor: null })
  const body = editOf(asset, { duration: 1 })
  t.equal((await user.request('POST', '/projects/p/render', { body })).status, 202)
})

test('the same file of the same user is the same asset, of another user another one', async (t) => {
  const [user, other] = [api.user(), api.user('eve')]
  const bytes = picture
  const first = await upload(user, bytes, '?name=one.png')
  const second = await upload(user, bytes, '?name=two.png')
  t.strictSame([first.status, second.status], [201, 200])
  t.strictSame(second.json(), first.json())
  const theirs = await upload(other, bytes)
  t.equal(theirs.status, 201)
  t.not(theirs.json<AssetView>().assetId, first.json<AssetView>().assetId)
})

test('uploaded three times at once it is one asset', async (t) => {
  const user = api.user()
  const bytes = picture
  const answers = await Promise.all(Array.from({ length: 3 }, () => upload(user, bytes)))
  t.strictSame(answers.map(({ status }) => status).sort(), [200, 200, 201])
  t.equal(new Set(answers.map((answer) => answer.json<AssetView>().assetId)).size, 1)
})

test('what was removed can be uploaded again', async (t) => {
  const user = api.user()
  const bytes = picture
  const { assetId } = (await upload(user, bytes)).json<AssetView>()
  const remove = () => user.request('DELETE', `/assets/${assetId}`)
  t.strictSame([(await remove()).status, (await remove()).status], [204, 204])
  t.equal((await user.request('GET', `/assets/${assetId}`)).status, 404)
  const again = await upload(user, bytes)
  t.strictSame([again.status, again.json<AssetView>().assetId], [201, assetId])
})

test('a file is a file, whatever content type it is sent with', async (t) => {
  const user = api.user()
  const bytes = picture
  for (const type of ['application/json', 'image/png; charset=x']) {
    t.match((await upload(user, bytes, '', { 'content-type': type })).status, /20[01]/, type)
  }
})

test('a name is only ever shown: no path in it leads anywhere', async (t) => {
  const user = api.user()
  const bytes = picture
  const answer = await upload(user, bytes, `?name=${encodeURIComponent('../../etc/passwd')}`)
  t.equal(answer.json<AssetView>().name, '../../etc/passwd')
  t.strictSame(await api.uploadsLeft(), [])
  for (const name of ['a%00b', 'a%0ab', '', 'x'.repeat(256)]) {
    const refused = await upload(user, bytes, `?name=${name}`)
    t.strictSame([refused.status, refused.problem.errors[0]?.pointer], [422, '/query/name'], name.slice(0, 9))
  }
})

const playlist = '#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n'
const noMedia: [name: string, bytes: () => Promise<Buffer | string>][] = [
  ['nothing at all', () => Promise.resolve(Buffer.alloc(0))],
  ['text', () => Promise.resolve('once upon a time')],
  ['a playlist that would read other files', () => Promise.resolve(playlist)],
  ['a film that is cut off', () => Promise.resolve(clip.subarray(0, 6_000))],
]
for (const [name, bytes] of noMedia) {
  test(`what is no media is refused and leaves nothing: ${name}`, async (t) => {
    const user = api.user()
    const answer = await upload(user, await bytes())
    t.strictSame([answer.status, answer.problem.code], [422, 'ASSET_NOT_MEDIA'])
    t.match(answer.problem.detail, /^The file /)
    await t.resolves(nothingIsLeft(api, user, await bytes()))
  })
}

const post = (user: TestUser, headers: Record<string, string> = {}) =>
  httpRequest(`${api.url}${basePath}/assets`, {
    method: 'POST',
    headers: { authorization: `Bearer ${user.token}`, ...octets, ...headers },
  })

test('a file that is too large is refused, at once or when it turns out to be', async (t) => {
  const user = api.user()
  const declared = post(user, { 'content-length': '20000001' })
  declared.flushHeaders()
  const [early] = (await once(declared, 'response')) as [{ statusCode: number }]
  t.equal(early.statusCode, 413)
  declared.destroy()

  const streamed = post(user)
  streamed.on('error', () => null) // The rest of the body finds a closed connection.
  const answered = once(streamed, 'response') as Promise<[{ statusCode: number }]>
  const chunk = Buffer.alloc(1_000_000)
  for (let n = 0; n < 21; n += 1) streamed.write(chunk)
  t.equal((await answered)[0].statusCode, 413)
  streamed.destroy()
  await t.resolves(nothingIsLeft(api, user, chunk))
})

test('an upload that is broken off half-way leaves nothing', async (t) => {
  const user = api.user()
  const bytes = Buffer.concat([clip, Buffer.from('of another hash')])
  const sending = post(user, { 'content-length': String(bytes.length) })
  sending.on('error', () => null)
  sending.write(bytes.subarray(0, bytes.length - 10))
  await eventually(async () => {
    if ((await api.uploadsLeft()).length === 0) throw new Error('it has not begun')
  })
  sending.destroy()
  await t.resolves(nothingIsLeft(api, user, bytes))
})

test('stored and then not recorded: the same upload again finds the bytes and records them', async (t) => {
  let isAway = true
  const api = await withApi(t, {
    deps: ({ eventStore }) => ({
      eventStore: {
        ...eventStore,
        append: (...append) =>
          isAway ? Promise.reject(new EventStoreUnavailable('away')) : eventStore.append(...append),
      },
    }),
  })
  const user = api.user()
  const bytes = picture
  const refused = await upload(user, bytes)
  t.strictSame([refused.status, refused.headers['retry-after']], [503, '2'])
  t.not(await api.storage.stat(assetKey(sha256Of(bytes))), null)
  isAway = false
  t.equal((await upload(user, bytes)).status, 201)
  t.strictSame(await api.uploadsLeft(), [])
})

test('assets are listed page by page', async (t) => {
  const user = api.user()
  const ids: string[] = []
  for (let n = 0; n < 3; n += 1) ids.unshift((await giveAsset(api, user, { name: `${n}.mp4` })).assetId)
  interface Page {
    readonly assets: AssetView[]
    readonly nextCursor: string | null
  }
  const first = await eventually(async () => {
    const page = (await user.request('GET', '/assets?limit=2')).json<Page>()
    if (page.nextCursor === null) throw new Error('not all of them are there')
    return page
  })
  const second = (await user.request('GET', `/assets?limit=2&cursor=${first.nextCursor}`)).json<Page>()
  t.strictSame([...first.assets, ...second.assets].map(({ assetId }) => assetId).sort(), ids.sort())
  t.equal(second.nextCursor, null)
})

test('subtitles that were uploaded are read when an edit is, and go along with its order', async (t) => {
  const user = api.user()
  const text = '1\n00:00:00,000 --> 00:00:01,000\nSaid once\n'
  const { assetId } = (await upload(user, text, '?name=said.srt')).json<AssetView>()
  const edit: Edit = {
    schemaVersion: 1,
    canvas: { width: 160, height: 90, fps: 10 },
    tracks: [{ kind: 'video', clips: [{ type: 'captions', asset: assetId }] }],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
  await submit(user, { edit })
  const orders: string[] = []
  for await (const key of api.storage.list('orders/'))
    orders.push((await api.storage.readBytes(key, 100_000)).toString())
  t.ok(orders.some((order) => order.includes('Said once') && order.includes(assetId)))
})
