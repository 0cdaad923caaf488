import { createHash, randomBytes } from 'node:crypto'
import { contentDisposition } from '@framewright/api'
import { chunkLogKey, logKey, outputKey, type OutputFile, type RenderView } from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { claimed, completed, expired, output } from '../../../test/support/render-facts.ts'
import { withApi, type TestUser } from './api.ts'
import { appendToRender, submit } from './edits.ts'

const api = await withApi(t)
const bytes = randomBytes(300_000)
const sha256 = createHash('sha256').update(bytes).digest('hex')

/** A completed render whose outputs are these bytes. */
async function rendered(user: TestUser, ...names: string[]): Promise<string> {
  const { renderId } = await submit(user)
  const outputs = names.map((name): OutputFile => {
    const fileName = `${name}.mp4`
    const key = outputKey(renderId, '1', fileName)
    return { ...output, name, key, fileName, sha256, sizeBytes: bytes.length }
  })
  for (const { key } of outputs) await api.storage.putBytes(key, bytes)
  const done = completed(1)
  await appendToRender(api, user, renderId, 0n, claimed(1), {
    ...done,
    data: { ...done.data, outputs },
  } as typeof done)
  await eventually(async () => {
    const { status } = (await user.request('GET', `/renders/${renderId}`)).json<{ status: string }>()
    if (status !== 'completed') throw new Error(status)
  })
  return renderId
}

const user = api.user()
const renderId = await rendered(user, 'film', 'small')
const path = `/renders/${renderId}/download`
const download = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
  user.request(method, path, { headers })

test('the whole file comes with its hash, size, type and name', async (t) => {
  const answer = await download()
  t.equal(answer.status, 200)
  t.ok(answer.bytes.equals(bytes))
  t.match(answer.headers, {
    etag: `"${sha256}"`,
    'content-length': '300000',
    'content-type': 'video/mp4',
    'accept-ranges': 'bytes',
    'content-disposition': 'attachment; filename="film.mp4"; filename*=UTF-8\'\'film.mp4',
    'x-content-type-options': 'nosniff',
  })
  const second = await user.request('GET', `${path}?output=small&disposition=inline`)
  t.match(second.headers['content-disposition'], /^inline; filename="small.mp4"/)
})

const parts: [range: string, from: number, to: number][] = [
  ['bytes=0-0', 0, 1],
  ['bytes=100-199', 100, 200],
  ['bytes=299990-', 299_990, 300_000],
  ['bytes=-10', 299_990, 300_000],
  ['bytes=299990-999999999', 299_990, 300_000],
  ['bytes=-999999999', 0, 300_000],
]
for (const [range, from, to] of parts) {
  test(`a part of the file: ${range}`, async (t) => {
    const answer = await download({ range })
    t.equal(answer.status, 206)
    t.ok(answer.bytes.equals(bytes.subarray(from, to)))
    t.equal(answer.headers['content-range'], `bytes ${from}-${to - 1}/300000`)
    t.equal(answer.headers['content-length'], String(to - from))
  })
}

test('a range that is none is the whole file', async (t) => {
  for (const range of ['bytes=5-2', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=', 'bytes=a-b', 'bytes=-']) {
    const answer = await download({ range })
    t.strictSame([answer.status, answer.bytes.length], [200, 300_000], range)
  }
})

test('a range that begins behind the end cannot be had', async (t) => {
  for (const range of ['bytes=300000-', 'bytes=999999999999-', 'bytes=-0']) {
    const answer = await download({ range })
    t.strictSame([answer.status, answer.problem.code], [416, 'RANGE_NOT_SATISFIABLE'], range)
    t.equal(answer.headers['content-range'], 'bytes */300000')
  }
})

test('a part goes on only with the file that it was begun with', async (t) => {
  const range = 'bytes=10-19'
  t.equal((await download({ range, 'if-range': `"${sha256}"` })).status, 206)
  t.equal((await download({ range, 'if-range': '"another"' })).status, 200)
  t.equal((await download({ range, 'if-range': `W/"${sha256}"` })).status, 200)
})

test('a file that is there already is not sent again', async (t) => {
  for (const tag of [`"${sha256}"`, `"other", W/"${sha256}"`, '*']) {
    const answer = await download({ 'if-none-match': tag })
    t.strictSame([answer.status, answer.text], [304, ''], tag)
  }
  t.equal((await download({ 'if-none-match': '"another"' })).status, 200)
})

test('HEAD says what GET would send', async (t) => {
  const answer = await download({}, 'HEAD')
  t.strictSame([answer.status, answer.text, answer.headers['content-length']], [200, '', '300000'])
})

test('an output that the render does not have is not found, and those it has are named', async (t) => {
  for (const name of ['other', '../film', 'film.mp4', '%00']) {
    const answer = await user.request('GET', `${path}?output=${name}`)
    t.strictSame([answer.status, answer.problem.code], [404, 'NOT_FOUND'], name)
    t.match(answer.problem.detail, /film, small/)
  }
})

test('outputs that are not kept any more say since when, and what they were', async (t) => {
  const old = await rendered(user, 'film')
  await appendToRender(api, user, old, 2n, expired)
  const view = await eventually(async () => {
    const found = (await user.request('GET', `/renders/${old}`)).json<RenderView>()
    if (found.expiredAt === null) throw new Error('not yet')
    return found
  })
  t.match(view, { status: 'completed', outputs: [{ name: 'film', sha256 }] })
  const late = await user.request('GET', `/renders/${old}/download`)
  t.strictSame([late.status, late.problem.code], [410, 'OUTPUTS_EXPIRED'])
  t.match(late.problem.detail, view.expiredAt!)
  t.match(late.problem.errors[0]?.remedy, /Submit the edit again/)
  const again = await user.request('POST', `/renders/${old}/retry`)
  t.strictSame([again.status, again.problem.code], [409, 'RENDER_NOT_RETRYABLE'])
})

test('what is not finished, deleted, or gone from storage says so', async (t) => {
  const queued = await submit(user)
  const early = await user.request('GET', `/renders/${queued.renderId}/download`)
  t.strictSame([early.status, early.problem.code], [409, 'RENDER_NOT_COMPLETED'])

  const lost = await rendered(user, 'film')
  await api.storage.remove(outputKey(lost, '1', 'film.mp4'))
  const missing = await user.request('GET', `/renders/${lost}/download`)
  t.strictSame([missing.status, missing.problem.code], [404, 'NOT_FOUND'])
  t.notOk('etag' in missing.headers || 'content-disposition' in missing.headers, 'and looks like no file')

  await user.request('DELETE', `/renders/${lost}`)
  for (const route of ['download', 'logs']) {
    const late = await user.request('GET', `/renders/${lost}/${route}`)
    t.strictSame([late.status, late.problem.code], [410, 'RENDER_DELETED'])
  }
})

test('logs come attempt after attempt, or one alone', async (t) => {
  const { renderId } = await submit(user)
  const logs = (query = '') => user.request('GET', `/renders/${renderId}/logs${query}`)
  const none = await logs()
  t.strictSame([none.status, none.text], [200, ''])
  for (const attempt of [10, 2, 1]) {
    await api.storage.putBytes(logKey(renderId, attempt), `{"attempt":${attempt}}\n`)
  }
  const all = await logs()
  t.match(all.headers['content-type'], /^application\/x-ndjson/)
  t.equal(all.text, '{"attempt":1}\n{"attempt":2}\n{"attempt":10}\n')
  t.equal((await logs('?attempt=2')).text, '{"attempt":2}\n')
  const other = await logs('?attempt=3')
  t.strictSame([other.status, other.problem.code], [404, 'NOT_FOUND'])
})

test('logs of chunks come after those of the render, plan by plan, and of one chunk alone', async (t) => {
  const { renderId } = await submit(user)
  const logs = async (query = '') => user.request('GET', `/renders/${renderId}/logs${query}`)
  await api.storage.putBytes(logKey(renderId, 2), 'render 2\n')
  for (const [plan, number, attempt] of [
    [10, 1, 1],
    [2, 3, 2],
    [2, 3, 1],
    [10, 3, 1],
    [2, 0, 1],
  ] as const) {
    await api.storage.putBytes(chunkLogKey(renderId, plan, number, attempt), `${plan}.${number} ${attempt}\n`)
  }
  t.equal((await logs()).text, 'render 2\n2.0 1\n2.3 1\n2.3 2\n10.1 1\n10.3 1\n')
  t.equal((await logs('?chunk=3')).text, '10.3 1\n', 'of the newest plan in which there is one')
  t.equal((await logs('?chunk=0')).text, '2.0 1\n', 'which need not be the newest')
  t.equal((await logs('?chunk=3&plan=2')).text, '2.3 1\n2.3 2\n')
  t.equal((await logs('?chunk=3&attempt=2')).text, '2.3 2\n')
  t.equal((await logs('?plan=2')).text, '2.0 1\n2.3 1\n2.3 2\n')
  for (const query of ['?chunk=2', '?chunk=3&attempt=9', '?chunk=0&plan=10', '?plan=3'])
    t.equal((await logs(query)).status, 404, query)
  const { problem } = await logs('?chunk=0&plan=10')
  t.match(problem, { code: 'NOT_FOUND', detail: 'There is no log of chunk 0 of plan 10.' })
})

test('a name of any kind is a name in the header, and nothing else', (t) => {
  const header = contentDisposition('attachment', 'Füße "x"\r\nset-cookie: a=1; ../🐰.mp4')
  t.match(header, /^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w%.~!-]+$/)
  t.notMatch(header, /[\r\n]|\.\.\//)
  t.equal(contentDisposition('inline', 'a\ud800b'), `inline; filename="a_b"; filename*=UTF-8''a_b`)
  t.end()
})
