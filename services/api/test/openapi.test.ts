import { basePath, examples } from '@framewright/api'
import { Edit, RenderView } from '@framewright/schemas'
import t, { test } from 'tap'
import type { TSchema } from 'typebox'
import { Check, Errors } from 'typebox/value'
import { withApi } from './api.ts'

const api = await withApi(t)

interface Media {
  readonly schema?: TSchema
  readonly example?: unknown
}
interface Operation {
  readonly summary?: string
  readonly security?: unknown[]
  readonly requestBody?: { readonly content: Record<string, Media> }
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, Media> }
  >
  readonly parameters?: { readonly name: string; readonly in: string }[]
}
interface Document {
  readonly openapi: string
  readonly paths: Record<string, Record<string, Operation>>
  readonly components: { readonly schemas: Record<string, unknown> }
}

const document = (await api.request('GET', '/docs/json')).json<Document>()
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    operation,
  })),
)

/** Architecture §8, and what a client needs besides. */
const routes = [
  'POST /projects/{projectId}/render',
  'GET /projects/{projectId}/render',
  'POST /projects/{projectId}/batch',
  'GET /renders',
  'GET /renders/{renderId}',
  'DELETE /renders/{renderId}',
  'POST /renders/{renderId}/cancel',
  'POST /renders/{renderId}/retry',
  'GET /renders/{renderId}/chunks',
  'GET /renders/{renderId}/download',
  'GET /renders/{renderId}/logs',
  'GET /renders/{renderId}/events',
  'GET /renders/queue',
  'GET /renders/metrics',
  'GET /renders/failures',
  'GET /renders/workers',
  'POST /workers/{workerId}/drain',
  'POST /assets',
  'GET /assets',
  'GET /assets/{assetId}',
  'DELETE /assets/{assetId}',
  'GET /presets',
  'GET /events',
  'POST /ws-ticket',
  'GET /ws',
]

test('every route is described, with its parameters, answers and refusals', (t) => {
  t.match(document.openapi, /^3\.1\./)
  const names = operations.map(({ name }) => name.replace(basePath, ''))
  for (const route of routes) t.ok(names.includes(route), route)
  for (const { name, path, operation } of operations) {
    t.ok(operation.summary, `${name} has a summary`)
    const declared = (operation.parameters ?? []).filter((one) => one.in === 'path').map((one) => one.name)
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter)
    t.strictSame(declared.sort(), inPath.sort(), `${name} declares what is in its path`)
    t.ok(Object.values(operation.responses).every(({ description }) => description.length > 0))
    if (name === `POST ${basePath}/assets`) t.ok('application/octet-stream' in operation.requestBody!.content)
    const isOpen = operation.security?.length === 0
    t.equal('401' in operation.responses, !isOpen, `${name} says whether it needs a token`)
  }
  t.end()
})

test('every reference leads somewhere, and large shapes are written out once', (t) => {
  const text = JSON.stringify(document)
  const references = new Set(
    [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name!),
  )
  for (const name of references) t.ok(name in document.components.schemas, name)
  for (const name of ['Edit', 'Problem', 'RenderView']) t.ok(references.has(name), `${name} is referred to`)
  t.equal(text.split('"fallbackReason":{').length - 1, 1)
  t.end()
})

test('every example is what its schema says', (t) => {
  let checked = 0
  for (const { operation, name } of operations) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      for (const { example, schema } of Object.values(content ?? {})) {
        if (example === undefined) continue
        checked += 1
        t.ok(schema !== undefined && fits(schema, example), `${name} ${status}`)
      }
    }
  }
  t.ok(checked > 50, `${checked} examples`)
  t.ok(Check(Edit, examples['POST /projects/{projectId}/render']?.body))
  t.ok(Check(RenderView, examples['GET /renders/{renderId}']?.answers[200]))
  const unused = Object.keys(examples).filter((key) => !routes.includes(key))
  t.strictSame(unused, [], 'no example is of a route that is not there')
  t.end()
})

/** With the references to components put in. */
function fits(schema: TSchema, value: unknown): boolean {
  const whole = resolved(schema) as TSchema
  if (Check(whole, value)) return true
  t.comment(JSON.stringify(Errors(whole, value).slice(0, 3)))
  return false
}

function resolved(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(resolved)
  if (typeof schema !== 'object' || schema === null) return schema
  const { $ref } = schema as { $ref?: string }
  if ($ref !== undefined) return resolved(document.components.schemas[$ref.split('/').at(-1)!])
  return Object.fromEntries(Object.entries(schema).map(([key, inner]) => [key, resolved(inner)]))
}

test('the example of an edit is one that the API takes', async (t) => {
  const user = api.user()
  const { body } = examples['POST /projects/{projectId}/render']!
  const answer = await user.request('POST', '/projects/holiday/render', { body })
  t.strictSame([answer.status, answer.problem.code], [422, 'ASSET_UNKNOWN'], 'but for its asset')
})

test('the example of a batch is one that the API takes', async (t) => {
  const { body } = examples['POST /projects/{projectId}/batch']!
  const answer = await api.user().request('POST', '/projects/holiday/batch', { body })
  t.match(answer.json(), { renders: [{ title: 'For Ada' }, { title: 'For Grace', frameCount: 90 }] })
})

test('the page that shows the document is served', async (t) => {
  const page = await api.request('GET', '/docs/')
  t.equal(page.status, 200)
  t.match(page.headers['content-security-policy'], /default-src 'self'/)
})

test('the probes and the figures are open, on the same port', async (t) => {
  t.match((await api.request('GET', '/health/live')).json(), { status: 'live' })
  const ready = await api.request('GET', '/health/ready')
  t.strictSame(
    [ready.status, ready.json()],
    [200, { status: 'ready', parts: { eventStore: true, readModel: true, storage: true, broker: true } }],
  )
  await api.user().request('GET', '/renders')
  const figures = await api.request('GET', '/metrics')
  t.match(figures.headers['content-type'], /^text\/plain/)
  t.match(figures.text, /render_http_request_seconds_count\{.*route="\/api\/video-editor\/renders".*\} 1/)
})

test('presets and problem codes are explained', async (t) => {
  const { presets } = (await api.user().request('GET', '/presets')).json<{ presets: { name: string }[] }>()
  t.ok(presets.some(({ name }) => name === 'standard'))
  const { problems } = (await api.request('GET', '/problems')).json<{ problems: { code: string }[] }>()
  t.ok(problems.length > 20)
  for (const { code } of problems) {
    const path = `/problems/${code.toLowerCase().replaceAll('_', '-')}`
    t.match((await api.request('GET', path)).json(), { code, remedy: /\w/ })
  }
  t.equal((await api.request('GET', '/problems/nothing')).status, 404)
})
