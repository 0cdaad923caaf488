import { connectNats, onDrain } from '@framewright/jetstream'
import t, { test } from 'tap'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { withApi } from './api.ts'

const api = await withApi(t)
const proxy = await startTcpProxy(api.broker.port)
t.teardown(() => proxy.close())
const worker = await connectNats({
  url: `nats://127.0.0.1:${proxy.port}`,
  name: 'worker',
  log: quietLog,
})
t.teardown(() => worker.close())

const told: string[] = []
onDrain(worker, 'worker-1', () => told.push('worker-1'))
await worker.roundTrip(10_000)
const drain = (workerId: string, roles: readonly ('user' | 'analyst' | 'operator')[] = ['operator']) =>
  api.user('ada', roles).request('POST', `/workers/${workerId}/drain`)

test('an operator drains a worker, and may ask again', async (t) => {
  const first = await drain('worker-1')
  t.equal(first.status, 202)
  t.strictSame(first.json(), { workerId: 'worker-1', draining: true })
  t.equal((await drain('worker-1')).status, 202)
  t.strictSame(told, ['worker-1', 'worker-1'])
})

test('nobody else does, and nobody drains a worker that is not there', async (t) => {
  t.match(await drain('worker-1', ['user', 'analyst']), { status: 403, problem: { code: 'FORBIDDEN' } })
  t.match(await drain('worker-2'), { status: 404, problem: { code: 'NOT_FOUND' } })
  t.match(await drain('*'), { status: 404, problem: { code: 'NOT_FOUND' } })
  t.equal(told.length, 2, 'it was not told')
})

test('a worker that says nothing is told from a broker that is away', async (t) => {
  proxy.swallow(true)
  t.match(await drain('worker-1'), { status: 504, problem: { code: 'WORKER_SILENT' } })
  await api.broker.kill()
  t.match(await drain('worker-1'), { status: 503, problem: { code: 'SERVICE_UNAVAILABLE' } })
})
