import t, { test } from 'tap'
import { withApi } from './api.ts'
import { textEdit } from './edits.ts'

const api = await withApi(t, { settings: { maxEditBytes: 20_000 } })
const path = '/projects/project-1/render'
const json = { 'content-type': 'application/json' }

test('a body that is not JSON is refused with the place where it ends to be', async (t) => {
  const user = api.user()
  for (const body of ['{', 'title=x', '[1,]', '\u0000', '{"a":1}}']) {
    const answer = await user.request('POST', path, { body, headers: json })
    t.strictSame([answer.status, answer.problem.code], [400, 'BODY_NOT_JSON'], body)
  }
  const empty = await user.request('POST', path, { headers: json })
  t.strictSame([empty.status, empty.problem.code], [400, 'BODY_NOT_JSON'])
})

test('a refusal says what, where and what to do, and names the request', async (t) => {
  const answer = await api.user().request('POST', path, { body: '{', headers: json })
  t.match(answer.headers['content-type'], 'application/problem+json')
  const { problem } = answer
  t.equal(problem.type, '/api/video-editor/problems/body-not-json')
  t.equal(problem.instance, `urn:uuid:${String(answer.headers['x-request-id'])}`)
  t.match(problem.errors, [{ pointer: '', code: 'BODY_NOT_JSON', message: /not JSON/, remedy: /Send/ }])
  const page = await api.request('GET', problem.type.replace('/api/video-editor', ''))
  t.match(page.json(), { code: 'BODY_NOT_JSON', status: 400 })
})

test('a body that is too large is refused', async (t) => {
  const user = api.user()
  const answer = await user.request('POST', path, { body: textEdit('x'.repeat(30_000)) })
  t.strictSame([answer.status, answer.problem.code], [413, 'BODY_TOO_LARGE'])
})

test('a body of another content type is refused', async (t) => {
  const user = api.user()
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x']) {
    const answer = await user.request('POST', path, {
      body: JSON.stringify(textEdit()),
      headers: { 'content-type': type },
    })
    t.strictSame([answer.status, answer.problem.code], [415, 'UNSUPPORTED_MEDIA_TYPE'], type)
  }
})

test('a method that a path does not take is answered with those it takes', async (t) => {
  const user = api.user()
  const refused = await user.request('PUT', path, { body: textEdit() })
  t.strictSame([refused.status, refused.problem.code], [405, 'METHOD_NOT_ALLOWED'])
  t.equal(refused.headers['allow'], 'GET, HEAD, POST')
  t.equal((await user.request('DELETE', '/presets')).headers['allow'], 'GET, HEAD')
  t.equal((await user.request('POST', '/renders/queue')).headers['allow'], 'DELETE, GET, HEAD')
})

test('a path that is none is not found', async (t) => {
  const user = api.user()
  for (const none of ['/nothing', '/renders/x/y/z', '/..%2f..%2fetc/passwd', '/%ff']) {
    const answer = await user.request('GET', none)
    t.strictSame([answer.status, answer.problem.code], [404, 'NOT_FOUND'], none)
  }
})

test('a parameter that does not fit is refused where it stands', async (t) => {
  const user = api.user()
  const wrong: [path: string, pointer: string][] = [
    ['/renders?cursor=x', '/query/cursor'],
    ['/renders?limit=0', '/query/limit'],
    ['/renders?limit=ten', '/query/limit'],
    ['/renders?limit=1&limit=2', '/query/limit'],
    ['/renders?status=done', '/query/status'],
    ['/renders?colour=red', '/query/colour'],
    ['/projects/-x/render', '/path/projectId'],
    ['/projects/a%00b/render', '/path/projectId'],
    ['/assets?cursor=eyJ9', '/query/cursor'],
    ['/renders/metrics?hours=-1', '/query/hours'],
    ['/events?limit=0', '/query/limit'],
    ['/events?from=nowhere', '/query/from'],
    ['/events?since=yesterday', '/query/since'],
  ]
  for (const [query, pointer] of wrong) {
    const answer = await user.request('GET', query)
    t.strictSame([answer.status, answer.problem.code], [422, 'SCHEMA_VIOLATION'], query)
    t.equal(answer.problem.errors[0]?.pointer, pointer, query)
  }
})

test('an id that cannot be one is not found, like one that nobody has', async (t) => {
  const user = api.user()
  for (const id of [
    '1',
    "'; drop table renders; --",
    'A0000000-0000-4000-8000-000000000000',
    '..%2f..%2fetc',
  ]) {
    for (const route of [
      `/renders/${id}`,
      `/renders/${id}/download`,
      `/renders/${id}/events`,
      `/assets/${id}`,
    ]) {
      const answer = await user.request('GET', route)
      t.strictSame([answer.status, answer.problem.code], [404, 'NOT_FOUND'], route)
    }
  }
})

test('text that cannot be stored is refused where it stands', async (t) => {
  const user = api.user()
  const body = JSON.stringify({ ...textEdit(), title: 'x' }).replace('"x"', '"a\\u0000b\\ud800"')
  const answer = await user.request('POST', path, { body, headers: json })
  t.strictSame([answer.status, answer.problem.errors[0]?.pointer], [422, '/title'])
  const nested = `{"a":${'['.repeat(9_000)}"\\u0000"${']'.repeat(9_000)}}`
  t.equal(
    (await user.request('POST', path, { body: nested, headers: json })).status,
    422,
    'however deep it lies',
  )
})

test('what is no property of an object is no key of an edit', async (t) => {
  const user = api.user()
  for (const key of ['__proto__', 'constructor', 'toString']) {
    const body = JSON.stringify(textEdit()).replace('{', `{"${key}":{"x":1},`)
    const answer = await user.request('POST', path, { body, headers: json })
    t.strictSame([answer.status, answer.problem.errors[0]?.pointer], [422, `/${key}`])
  }
})

test('a trace that comes in is gone on with, and one that is none begins anew', async (t) => {
  const user = api.user()
  const traceId = '0af7651916cd43dd8448eb211c80319c'
  const traced = await user.request('GET', '/presets', {
    headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  })
  t.match(traced.headers['traceparent'], new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`))
  const broken = await user.request('GET', '/presets', { headers: { traceparent: 'x' } })
  t.match(broken.headers['traceparent'], /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
})

test('a page of a listed origin may call, another one is told nothing', async (t) => {
  const preflight = (origin: string) =>
    api.request('OPTIONS', '/renders', { headers: { origin, 'access-control-request-method': 'GET' } })
  const allowed = await preflight('https://editor.example')
  t.strictSame(
    [allowed.status, allowed.headers['access-control-allow-origin']],
    [204, 'https://editor.example'],
  )
  t.match(allowed.headers['access-control-allow-headers'], /idempotency-key/)
  t.equal((await preflight('https://evil.example')).headers['access-control-allow-origin'], undefined)
})
