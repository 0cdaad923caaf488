import t, { test } from 'tap'
import type { Readiness, RenderView, WorkerList } from '@framewright/schemas'
import { StorageUnavailable } from '@framewright/storage'
import { eventually } from '../../../test/support/eventually.ts'
import { startTcpProxy, type TcpProxy } from '../../../test/support/tcp-proxy.ts'
import { withApi, type TestApi, type TestUser } from './api.ts'
import { editOf, giveAsset, submit, textEdit } from './edits.ts'
import { connect, endSockets } from './socket-client.ts'

t.teardown(endSockets)

const post = (user: TestUser, body: unknown = textEdit(), headers: Record<string, string> = {}) =>
  user.request('POST', '/projects/project-1/render', { body, headers })

/** The same server, by a way that can be cut. */
async function throughProxy(url: string, proxies: TcpProxy[]): Promise<string> {
  const proxied = new URL(url)
  const proxy = await startTcpProxy(Number(proxied.port))
  t.teardown(() => proxy.close())
  proxies.push(proxy)
  proxied.port = String(proxy.port)
  return proxied.href
}

const readiness = async (api: TestApi) => {
  const answer = await api.request('GET', '/health/ready')
  return { status: answer.status, parts: answer.json<Readiness>().parts }
}

test('the event store is away: commands are refused with the time to try again, and the rows are served', async (t) => {
  const proxies: TcpProxy[] = []
  const api = await withApi(t, { eventStoreUrl: (url) => throughProxy(url, proxies) })
  const user = api.user()
  const { renderId } = await submit(user)
  await proxies[0]!.cut()

  for (const answer of [
    await post(user, textEdit(), { 'idempotency-key': 'key-1' }),
    await user.request('POST', `/renders/${renderId}/cancel`),
    await user.request('GET', `/renders/${renderId}/events`),
    await user.request('GET', '/events'),
  ]) {
    t.strictSame([answer.status, answer.problem.code], [503, 'SERVICE_UNAVAILABLE'])
    t.equal(answer.headers['retry-after'], '2')
    t.notMatch(answer.text, /127\.0\.0\.1|ECONN/, 'and nothing is told of hosts and ports')
  }
  t.equal((await user.request('GET', `/renders/${renderId}`)).status, 200)
  t.match(await readiness(api), { status: 503, parts: { eventStore: false, readModel: true } })

  await proxies[0]!.mend()
  const again = await eventually(async () => {
    const answer = await post(user, textEdit(), { 'idempotency-key': 'key-1' })
    if (answer.status !== 202) throw new Error(answer.text)
    return answer
  })
  const { renders } = (await user.request('GET', '/renders')).json<{ renders: RenderView[] }>()
  t.strictSame(
    new Set(renders.map((render) => render.renderId)),
    new Set([renderId, again.json<RenderView>().renderId]),
  )
  t.match(await readiness(api), { status: 200 })
})

test('the rows are away: what needs none of them goes on, the rest is refused until they are back', async (t) => {
  const proxies: TcpProxy[] = []
  const api = await withApi(t, {
    databaseUrl: (url) => throughProxy(url, proxies),
    settings: { ownWriteTimeoutMs: 100 },
  })
  const user = api.user()
  const asset = await giveAsset(api, user)
  await submit(user)
  await proxies[0]!.cut()

  const submitted = await post(user)
  t.strictSame([submitted.status, submitted.json<RenderView>().status], [202, 'queued'])
  const { renderId } = submitted.json<RenderView>()
  const cancelled = await user.request('POST', `/renders/${renderId}/cancel`)
  t.match(cancelled.json(), { status: 'cancelled', version: 1 }, 'a command shows what it has done')
  for (const answer of [
    await user.request('GET', '/renders'),
    await user.request('GET', `/renders/${renderId}`),
    await post(user, editOf(asset)),
  ]) {
    t.strictSame([answer.status, answer.headers['retry-after']], [503, '2'])
  }
  t.match(await readiness(api), { status: 503, parts: { eventStore: true, readModel: false } })

  await proxies[0]!.mend()
  await eventually(async () => {
    const answer = await user.request('GET', `/renders/${renderId}`)
    if (answer.status !== 200 || answer.json<RenderView>().status !== 'cancelled')
      throw new Error(answer.text)
  })
  t.equal((await post(user, editOf(asset))).status, 202)
})

test('the broker is away: renders are taken, cancelled and watched all the same', async (t) => {
  const api = await withApi(t)
  const user = api.user()
  await api.broker.kill()
  await eventually(() => {
    if (api.nats.isConnected) throw new Error('it has not noticed')
  })
  const client = await connect(api, user)
  client.subscribe('*')
  const { renderId } = await submit(user)
  await client.untilVersion(renderId, 0)
  const cancelled = await user.request('POST', `/renders/${renderId}/cancel`)
  t.strictSame([cancelled.status, cancelled.json<RenderView>().status], [202, 'cancelled'])
  await client.untilVersion(renderId, 1)
  t.match((await user.request('GET', '/renders/workers')).json<WorkerList>(), {
    connected: false,
    workers: [],
  })
  t.match(await readiness(api), { status: 200, parts: { broker: false } })
})

test('storage is away: nothing is requested, and the repeat is the first', async (t) => {
  let isAway = true
  const api = await withApi(t, {
    deps: ({ storage }) => ({
      storage: {
        ...storage,
        putBytes: (...put) =>
          isAway ? Promise.reject(new StorageUnavailable('no such host 10.0.0.1')) : storage.putBytes(...put),
      },
    }),
  })
  const user = api.user()
  const refused = await post(user, textEdit(), { 'idempotency-key': 'key-1' })
  t.strictSame([refused.status, refused.headers['retry-after']], [503, '2'])
  t.notMatch(refused.text, /10\.0\.0\.1/)
  isAway = false
  const again = await post(user, textEdit(), { 'idempotency-key': 'key-1' })
  t.strictSame([again.status, again.headers['idempotency-replayed']], [202, undefined])
})
