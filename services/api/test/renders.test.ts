import { onCancel } from '@framewright/jetstream'
import { logKey, outputKey, type RenderView } from '@framewright/schemas'
import { StorageUnavailable } from '@framewright/storage'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { attemptFailed, claimed, completed, failed, planned } from '../../../test/support/render-facts.ts'
import { withApi, type TestUser } from './api.ts'
import { appendToRender, submit } from './edits.ts'

const api = await withApi(t)

const send = (user: TestUser, renderId: string, command: 'cancel' | 'retry') =>
  user.request('POST', `/renders/${renderId}/${command}`)

/** A render that has been through these events since it was requested; each names its attempt alone. */
async function renderAfter(
  user: TestUser,
  ...events: Parameters<typeof appendToRender>[4][]
): Promise<string> {
  const { renderId } = await submit(user)
  if (events.length > 0) await appendToRender(api, user, renderId, 0n, ...events)
  await eventually(async () => {
    const { version } = (await user.request('GET', `/renders/${renderId}`)).json<RenderView>()
    if (version !== events.length) throw new Error(`the row is at ${version}`)
  })
  return renderId
}

interface Page {
  readonly renders: RenderView[]
  readonly nextCursor: string | null
}

test("a user's renders are listed newest first, page by page, of all projects or of one", async (t) => {
  const user = api.user()
  const ids: string[] = []
  for (let n = 0; n < 5; n += 1) ids.unshift((await submit(user, { project: `project-${n % 2}` })).renderId)
  const shown: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query: string = cursor === '' ? '?limit=2' : `?limit=2&cursor=${cursor}`
    const page: Page = (await user.request('GET', `/renders${query}`)).json<Page>()
    shown.push(...page.renders.map(({ renderId }) => renderId))
    cursor = page.nextCursor
  }
  t.strictSame(shown, ids)
  const { renders } = (await user.request('GET', '/projects/project-0/render')).json<Page>()
  t.equal(renders.length, 3)
  t.ok(renders.every(({ projectId }) => projectId === 'project-0'))
  t.equal((await user.request('GET', '/renders?status=completed')).json<Page>().renders.length, 0)
})

test('a render is shown with what became of it', async (t) => {
  const user = api.user()
  const renderId = await renderAfter(user, claimed(1), planned(), attemptFailed(1))
  const retrying = (await user.request('GET', `/renders/${renderId}`)).json<RenderView>()
  t.match(retrying, {
    status: 'retrying',
    version: 3,
    attempt: 1,
    encoder: 'libx264',
    retryAt: '2026-01-01T00:00:02.000Z',
    failure: { code: 'ENCODE_FAILED', stderrTail: ['boom'] },
  })
  await appendToRender(api, user, renderId, 3n, claimed(2), completed(2))
  const done = await eventually(async () => {
    const view = (await user.request('GET', `/renders/${renderId}`)).json<RenderView>()
    if (view.status !== 'completed') throw new Error(view.status)
    return view
  })
  t.match(done.outputs, [
    { name: 'main', href: `/api/video-editor/renders/${renderId}/download?output=main` },
  ])
  t.notMatch(JSON.stringify(done), /outputs\/0/, 'where it lies in storage is not told')
})

test('a render that waits or runs is cancelled, once, and its worker is told', async (t) => {
  const user = api.user()
  const heard: string[] = []
  t.teardown(onCancel(api.nats, (renderId) => heard.push(renderId)))
  await api.nats.roundTrip(5_000)
  for (const events of [[], [claimed(1)], [claimed(1), attemptFailed(1)]]) {
    const renderId = await renderAfter(user, ...events)
    const first = await send(user, renderId, 'cancel')
    t.strictSame([first.status, first.json<RenderView>().status], [202, 'cancelled'])
    const second = await send(user, renderId, 'cancel')
    t.strictSame([second.status, second.json()], [202, first.json()], 'a second time nothing is appended')
    await eventually(() => {
      if (!heard.includes(renderId)) throw new Error('not heard')
    })
  }
})

test('ten who cancel at once append one event', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  const answers = await Promise.all(Array.from({ length: 10 }, () => send(user, renderId, 'cancel')))
  t.ok(answers.every((answer) => answer.status === 202 && answer.json<RenderView>().version === 1))
})

test('what is finished cannot be cancelled', async (t) => {
  const user = api.user()
  const refused = async (renderId: string) => {
    const { status, problem } = await send(user, renderId, 'cancel')
    return [status, problem.code]
  }
  t.strictSame(await refused(await renderAfter(user, claimed(1), completed(1))), [
    409,
    'RENDER_ALREADY_COMPLETED',
  ])
  t.strictSame(await refused(await renderAfter(user, claimed(1), failed(1))), [409, 'RENDER_FINISHED'])
})

test('what failed or was cancelled starts again, and what is open goes on', async (t) => {
  const user = api.user()
  const broken = await renderAfter(user, claimed(1), failed(1))
  const again = await send(user, broken, 'retry')
  t.strictSame([again.status, again.json<RenderView>().status], [202, 'queued'])
  t.match(again.json(), { version: 3, attempt: 1, failure: null, finishedAt: null })
  t.match((await send(user, broken, 'retry')).json(), { version: 3 }, 'a second time nothing is appended')

  const { renderId } = await submit(user)
  await send(user, renderId, 'cancel')
  t.match((await send(user, renderId, 'retry')).json(), { status: 'queued', version: 2 })

  const done = await renderAfter(user, claimed(1), completed(1))
  const refused = await send(user, done, 'retry')
  t.strictSame([refused.status, refused.problem.code], [409, 'RENDER_NOT_RETRYABLE'])
})

test('deleting cancels, removes the files and leaves a tombstone', async (t) => {
  const user = api.user()
  const renderId = await renderAfter(user, claimed(1))
  const keys = [outputKey(renderId, '1', 'main.mp4'), logKey(renderId, 1)]
  for (const key of keys) await api.storage.putBytes(key, 'bytes')
  const deleted = await user.request('DELETE', `/renders/${renderId}`)
  t.strictSame([deleted.status, deleted.json<RenderView>().status], [200, 'deleted'])
  for (const key of keys) t.equal(await api.storage.stat(key), null, key)

  const history = await user.request('GET', `/renders/${renderId}/events`)
  t.strictSame(
    history.json<{ events: { type: string }[] }>().events.map(({ type }) => type),
    ['RenderRequested', 'RenderClaimed', 'RenderCancelled', 'RenderDeleted'],
  )
  t.match((await user.request('GET', `/renders/${renderId}`)).json(), { status: 'deleted', outputs: [] })
  t.strictSame((await user.request('GET', '/renders')).json<Page>().renders, [])
  t.equal((await user.request('GET', '/renders?status=deleted')).json<Page>().renders.length, 1)
  for (const command of ['cancel', 'retry'] as const) {
    const { status, problem } = await send(user, renderId, command)
    t.strictSame([status, problem.code], [410, 'RENDER_DELETED'])
  }
  t.equal((await user.request('DELETE', `/renders/${renderId}`)).status, 200, 'a second time it is the same')
})

test('a deletion that could not remove the files says so, and its repeat goes on with it', async (t) => {
  let isAway = true
  const api = await withApi(t, {
    deps: ({ storage }) => ({
      storage: {
        ...storage,
        removePrefix: (prefix) =>
          isAway ? Promise.reject(new StorageUnavailable('away')) : storage.removePrefix(prefix),
      },
    }),
  })
  const user = api.user()
  const { renderId } = await submit(user)
  const key = logKey(renderId, 1)
  await api.storage.putBytes(key, 'bytes')
  t.equal((await user.request('DELETE', `/renders/${renderId}`)).status, 503)
  isAway = false
  t.equal((await user.request('DELETE', `/renders/${renderId}`)).status, 200)
  t.equal(await api.storage.stat(key), null)
})

test('the queue says where a render stands', async (t) => {
  const [user, other] = [api.user(), api.user('eve')]
  const before = await submit(other)
  const { renderId } = await submit(user)
  const { lanes, renders } = (await user.request('GET', '/renders/queue')).json<{
    lanes: { lane: string; waiting: number }[]
    renders: { renderId: string; position: number }[]
  }>()
  t.equal(renders.length, 1)
  t.ok(renders[0]!.renderId === renderId && renders[0]!.position >= 2, `${before.renderId} comes first`)
  t.ok(lanes.some(({ lane, waiting }) => lane === 'cpu-s' && waiting >= 2))
})
