import { createHash } from 'node:crypto'
import {
  canonicalJson,
  outputKey,
  partKey,
  type OutputFile,
  type PlayLink,
  type RenderView,
} from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { claimed, completed, output } from '../../../test/support/render-facts.ts'
import { withApi, type TestUser } from './api.ts'
import { appendToRender, submit } from './edits.ts'

const api = await withApi(t)
const sha256Of = (text: string) => createHash('sha256').update(text).digest('hex')
const files = {
  'master.m3u8': { contentType: 'application/vnd.apple.mpegurl', text: '#EXTM3U\nvideo0.m3u8\n' },
  'video0.m3u8': { contentType: 'application/vnd.apple.mpegurl', text: '#EXTM3U\nvideo0-00001.m4s\n' },
  'video0-00001.m4s': { contentType: 'video/iso.segment', text: '0123456789' },
}

/** A completed render: an output of several files, and a film. */
async function rendered(user: TestUser): Promise<string> {
  const { renderId } = await submit(user)
  const key = outputKey(renderId, '1', 'film/parts.json')
  const parts = Object.entries(files).map(([path, { contentType, text }]) => ({
    ...{ path, contentType },
    ...{ sha256: sha256Of(text), sizeBytes: text.length },
  }))
  const list = canonicalJson({ schemaVersion: 1, parts })
  for (const [path, { text }] of Object.entries(files)) await api.storage.putBytes(partKey(key, path), text)
  await api.storage.putBytes(key, list)
  await api.storage.putBytes(output.key, 'a film')
  const ladder: OutputFile = {
    ...output,
    ...{ name: 'film', key, fileName: 'master.m3u8', contentType: 'application/vnd.apple.mpegurl' },
    ...{ sha256: sha256Of(list), sizeBytes: 100, parts: { count: parts.length } },
  }
  const done = completed(1)
  const data = { ...done.data, outputs: [ladder, { ...output, sizeBytes: 6 }] }
  await appendToRender(api, user, renderId, 0n, claimed(1), { ...done, data } as typeof done)
  await eventually(async () => {
    const { status } = (await user.request('GET', `/renders/${renderId}`)).json<RenderView>()
    if (status !== 'completed') throw new Error(status)
  })
  return renderId
}

const user = api.user()
const renderId = await rendered(user)
const base = `/renders/${renderId}/outputs/film`

test('an output of several files is shown with the address of the one to begin with', async (t) => {
  const view = (await user.request('GET', `/renders/${renderId}`)).json<RenderView>()
  const href = `/api/video-editor${base}/master.m3u8`
  t.match(view.outputs[0], { href, parts: { count: 3 } })
  const download = await user.request('GET', `/renders/${renderId}/download?output=film`)
  t.strictSame([download.status, download.headers['location']], [302, href])
})

test('each of its files comes with its type, its hash, and in parts', async (t) => {
  for (const [path, { contentType, text }] of Object.entries(files)) {
    const answer = await user.request('GET', `${base}/${path}`)
    t.strictSame([answer.status, answer.text], [200, text], path)
    t.match(answer.headers, {
      ...{ 'content-type': contentType, etag: `"${sha256Of(text)}"`, 'accept-ranges': 'bytes' },
      'content-disposition': /^inline/,
    })
  }
  const part = await user.request('GET', `${base}/video0-00001.m4s`, { headers: { range: 'bytes=2-3' } })
  t.strictSame([part.status, part.text, part.headers['content-range']], [206, '23', 'bytes 2-3/10'])
  const head = await user.request('HEAD', `${base}/video0-00001.m4s`)
  t.strictSame([head.status, head.text, head.headers['content-length']], [200, '', '10'])
})

test('what is no file of the output is not found, however it is written', async (t) => {
  for (const path of ['parts.json', 'other.m4s', '..%2Ffilm%2Fmaster.m3u8', '%2e%2e', '__proto__']) {
    const answer = await user.request('GET', `${base}/${path}`)
    t.strictSame([answer.status, answer.problem.code], [404, 'NOT_FOUND'], path)
  }
  const film = `/renders/${renderId}/outputs/${output.name}`
  t.equal((await user.request('GET', `${film}/${output.fileName}`)).text, 'a film', 'one file is found too')
  t.equal((await user.request('GET', `${film}/other.mp4`)).status, 404)
})

test('what belongs to somebody else is not found, and without a token there is nothing', async (t) => {
  const other = api.user()
  for (const method of ['GET', 'HEAD'] as const)
    t.equal((await other.request(method, `${base}/master.m3u8`)).status, 404)
  t.equal((await other.request('POST', `${base}/link`)).status, 404)
  t.equal((await api.request('GET', `${base}/master.m3u8`)).status, 401)
})

test('a link leads to all files of one output without a token, and to nothing else', async (t) => {
  const { href, expiresAt } = (await user.request('POST', `${base}/link`)).json<PlayLink>()
  t.ok(new Date(expiresAt) > new Date(Date.now() + 5 * 3600_000))
  const path = href.replace('/api/video-editor', '')
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  for (const [name, { text }] of Object.entries(files))
    t.equal((await api.request('GET', folder + name)).text, text, name)
  t.equal((await api.request('GET', `${folder}${output.fileName}`)).status, 404)
  t.equal((await api.request('GET', `/play/a.b.c/master.m3u8`)).status, 404)
  t.equal((await api.request('GET', `/play/${user.token}/master.m3u8`)).status, 404, 'a token is no link')
  const link = path.split('/')[2] ?? ''
  const asToken = { headers: { authorization: `Bearer ${link}` } }
  t.equal((await api.request('GET', `/renders/${renderId}`, asToken)).status, 401, 'nor a link a token')
})

test('deleting the render takes all of it away, and links with it', async (t) => {
  const gone = await rendered(user)
  const { href } = (await user.request('POST', `/renders/${gone}/outputs/film/link`)).json<PlayLink>()
  await user.request('DELETE', `/renders/${gone}`)
  for (const name of Object.keys(files)) {
    const key = outputKey(gone, '1', `film/${name}`)
    t.equal(await api.storage.stat(key), null)
  }
  const late = await user.request('GET', `/renders/${gone}/outputs/film/master.m3u8`)
  t.strictSame([late.status, late.problem.code], [410, 'RENDER_DELETED'])
  const linked = await api.request('GET', href.replace('/api/video-editor', ''))
  t.strictSame([linked.status, linked.problem.code], [410, 'RENDER_DELETED'])
  const early = await submit(user)
  const unfinished = await user.request('GET', `/renders/${early.renderId}/outputs/film/master.m3u8`)
  t.strictSame([unfinished.status, unfinished.problem.code], [409, 'RENDER_NOT_COMPLETED'])
})
