import type { FailureList, RenderEvent } from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { attemptFailed, claimed, failed } from '../../../test/support/render-facts.ts'
import { withApi, type TestUser } from './api.ts'
import { appendToRender, submit } from './edits.ts'

const api = await withApi(t)
const [ada, eve, operator] = [api.user(), api.user('eve'), api.user('olga', ['operator'])]

async function failingRender(user: TestUser, ...before: readonly RenderEvent[]): Promise<string> {
  const { renderId } = await submit(user)
  await appendToRender(api, user, renderId, 0n, ...before, claimed(1), failed(1))
  await eventually(async () => {
    if (!(await idsOf(user)).includes(renderId)) throw new Error('not yet')
  })
  return renderId
}

const listOf = async (user: TestUser, query = '') =>
  (await user.request('GET', `/renders/failures${query}`)).json<FailureList>()
const idsOf = async (user: TestUser, query = '') =>
  (await listOf(user, query)).failures.map(({ renderId }) => renderId)

test('what has failed is listed with its code and its last lines, the latest first', async (t) => {
  const first = await failingRender(ada)
  const second = await failingRender(ada)
  t.same(await idsOf(ada), [second, first])
  t.match((await listOf(ada)).failures[0], {
    ...{ userId: ada.userId, projectId: 'project-1', attempt: 1 },
    failure: { code: 'ENCODE_FAILED', stderrTail: ['boom'] },
  })
  const { failures, nextCursor } = await listOf(ada, '?limit=1')
  t.equal(failures.length, 1)
  t.same(await idsOf(ada, `?limit=1&cursor=${nextCursor}`), [first])
  t.same(await idsOf(ada, '?code=DISK_FULL'), [])
  t.same(await idsOf(ada, '?code=ENCODE_FAILED'), [second, first])
  const odd = await ada.request('GET', '/renders/failures?cursor=nonsense')
  t.same([odd.status, odd.problem.code], [422, 'SCHEMA_VIOLATION'])
})

test('what is tried again is not on the list', async (t) => {
  const { renderId } = await submit(ada)
  await appendToRender(api, ada, renderId, 0n, claimed(1), attemptFailed(1))
  await eventually(async () => {
    const view = (await ada.request('GET', `/renders/${renderId}`)).json<{ status: string }>()
    if (view.status !== 'retrying') throw new Error(view.status)
  })
  t.notOk((await idsOf(ada)).includes(renderId))
})

test('operators see what has failed of everybody, and start it again', async (t) => {
  const renderId = await failingRender(ada)
  t.same(await idsOf(eve), [])
  t.equal((await eve.request('POST', `/renders/${renderId}/retry`)).status, 404)
  t.ok((await idsOf(operator)).includes(renderId))
  const retried = await operator.request('POST', `/renders/${renderId}/retry`)
  t.equal(retried.status, 202)
  t.match(retried.json(), { renderId, status: 'queued' })
  t.notOk((await idsOf(operator)).includes(renderId), 'which takes it off the list')
  const unknown = await operator.request('POST', '/renders/0192f0c1-2f5e-7b7a-9a54-3a5b1a2c3d4e/retry')
  t.equal(unknown.status, 404)
})
