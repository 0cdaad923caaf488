import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { test } from 'tap'
import type { Edit, Problem } from '@framewright/schemas'
import type { ApiClient, RequestOptions } from '../support/api-client.ts'
import { startSystem } from '../support/system.ts'
import { filmOf, sourceSeconds, uploadClip } from './sample-film.ts'

const system = await startSystem(t)
const client = system.client()
const asset = await uploadClip(client)
const good = filmOf(asset, 2)
const clip = { type: 'video', asset: asset.assetId } as const
const post = (body: unknown, options: RequestOptions = {}, as: ApiClient = client) =>
  as.request('POST', '/projects/project-1/render', { ...options, body })

/** The edit with other clips on its first track. */
const withClips = (clips: Edit['tracks'][number]['clips']): Edit => ({
  ...good,
  tracks: [{ kind: 'video', clips } as Edit['tracks'][number]],
})

interface Case {
  readonly title: string
  readonly body: unknown
  readonly status: number
  readonly code: string
  /** Of the first error. */
  readonly pointer?: string
}

const cases: Case[] = [
  { title: 'what is not JSON', body: '{"schemaVersion": 1,', status: 400, code: 'BODY_NOT_JSON' },
  {
    title: 'a key that the schema does not know',
    body: { ...good, canvas: { ...good.canvas, heigth: 360 } },
    status: 422,
    code: 'SCHEMA_VIOLATION',
    pointer: '/canvas/heigth',
  },
  {
    title: 'an asset that is not there',
    body: withClips([{ ...clip, asset: '01890000-0000-7000-8000-000000000000', duration: 1 }]),
    status: 422,
    code: 'ASSET_UNKNOWN',
    pointer: '/tracks/0/clips/0/asset',
  },
  {
    title: "a clip that goes on beyond its asset's end",
    body: withClips([{ ...clip, start: 0, in: sourceSeconds - 1, duration: 5 }]),
    status: 422,
    code: 'EDIT_INVALID',
    pointer: '/tracks/0/clips/0/duration',
  },
  {
    title: 'clips that overlap without a transition',
    body: withClips([
      { ...clip, start: 0, duration: 2 },
      { ...clip, start: 1, duration: 2 },
    ]),
    status: 422,
    code: 'EDIT_INVALID',
    pointer: '/tracks/0/clips/1',
  },
  {
    title: 'a timeline of no length',
    body: withClips([]),
    status: 422,
    code: 'EDIT_INVALID',
    pointer: '/tracks',
  },
  {
    title: 'a preset that is not there',
    body: { ...good, outputs: [{ name: 'film', preset: 'betamax' }] },
    status: 422,
    code: 'PRESET_UNKNOWN',
    pointer: '/outputs/0/preset',
  },
]

for (const { title, body, status, code, pointer } of cases) {
  test(`${title} is refused with ${code}, a place and a remedy`, async (t) => {
    const answer = await post(body)
    const problem = answer.json<Problem>()
    t.match(answer.headers.get('content-type'), /^application\/problem\+json/)
    t.match(problem, { status, code, type: /\/problems\// })
    t.equal(answer.status, status)
    const [first] = problem.errors
    t.ok(first?.message)
    t.ok(first?.remedy)
    if (pointer !== undefined) t.equal(first?.pointer, pointer)
  })
}

test('a file that is no media is refused', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'framewright-no-media-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'letter.mp4'), 'Dear Sir or Madam, this is no film.')
  await t.rejects(client.upload(join(folder, 'letter.mp4')), /answered 422.*ASSET_NOT_MEDIA/)
})

test("another user's render and asset are not there", async (t) => {
  const other = system.client({ userId: 'somebody-else' })
  const { renderId } = await client.submit(good)
  for (const [method, path] of [
    ['GET', `/renders/${renderId}`],
    ['GET', `/renders/${renderId}/events`],
    ['GET', `/renders/${renderId}/logs`],
    ['GET', `/renders/${renderId}/download`],
    ['POST', `/renders/${renderId}/cancel`],
    ['POST', `/renders/${renderId}/retry`],
    ['DELETE', `/renders/${renderId}`],
  ] as const) {
    const answer = await other.request(method, path)
    t.equal(answer.status, 404, `${method} ${path}`)
    t.equal(answer.json<Problem>().code, 'NOT_FOUND')
  }
  t.equal((await post(good, {}, other)).json<Problem>().code, 'ASSET_UNKNOWN')
  await client.until(renderId, 'completed')
})

test('without a token, or with one of another signature, nothing is answered', async (t) => {
  for (const nobody of [system.client(null), system.client({ userId: 'ada', lifetimeSeconds: -1 })]) {
    const answer = await post(good, {}, nobody)
    t.equal(answer.status, 401)
    t.equal(answer.json<Problem>().code, 'UNAUTHENTICATED')
  }
})

test('a dry run renders nothing', async (t) => {
  const answer = await client.request('POST', '/projects/dry/render?dryRun=true', { body: good })
  t.equal(answer.status, 200)
  t.match(answer.json(), { frameCount: 60, durationSeconds: 2, warnings: [] })
  const { bytes } = await client.request('GET', '/projects/dry/render')
  t.match(JSON.parse(bytes.toString()), { renders: [] })
})
