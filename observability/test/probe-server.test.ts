import { connect } from 'node:net'
import { test, type Test } from 'tap'
import { createLogger, createMetrics, startProbeServer } from '@framewright/observability'

const log = createLogger({ service: 'test', level: 'silent' })

async function withProbes(t: Test, ready: () => Promise<boolean> | boolean): Promise<string> {
  const metrics = createMetrics('test')
  const server = await startProbeServer({ host: '127.0.0.1', port: 0, metrics, ready, log })
  t.teardown(() => server.close())
  return `http://127.0.0.1:${server.port}`
}

test('a process is live as soon as it answers, and ready when it says so', async (t) => {
  let isReady = false
  const url = await withProbes(t, () => isReady)
  t.equal((await fetch(`${url}/health/live`)).status, 200)
  const notYet = await fetch(`${url}/health/ready`)
  t.equal(notYet.status, 503)
  t.same(await notYet.json(), { status: 'not ready' })
  isReady = true
  const now = await fetch(`${url}/health/ready`)
  t.equal(now.status, 200)
  t.same(await now.json(), { status: 'ready' })
})

test('a readiness that fails, or does not come, is none', async (t) => {
  const failing = await withProbes(t, () => Promise.reject(new Error('no database')))
  t.equal((await fetch(`${failing}/health/ready`)).status, 503)
  const silent = await withProbes(t, () => new Promise(() => {}))
  t.equal((await fetch(`${silent}/health/ready`)).status, 503)
})

test('metrics are served in the format of Prometheus', async (t) => {
  const url = await withProbes(t, () => true)
  const response = await fetch(`${url}/metrics`)
  t.match(response.headers.get('content-type'), /^text\/plain/)
  t.match(await response.text(), /^process_cpu_user_seconds_total\{service="test"\}/m)
  t.equal((await fetch(`${url}/other`)).status, 404)
})

test('closing does not wait for whoever keeps a connection open', async (t) => {
  const metrics = createMetrics('test')
  const server = await startProbeServer({ host: '127.0.0.1', port: 0, metrics, ready: () => true, log })
  const idle = connect(server.port, '127.0.0.1')
  t.teardown(() => idle.destroy())
  await new Promise((resolve) => idle.once('connect', resolve))
  idle.on('error', () => {})
  await fetch(`http://127.0.0.1:${server.port}/health/live`)
  await server.close()
  await t.rejects(fetch(`http://127.0.0.1:${server.port}/health/live`))
})

test('a port that is taken is an error of the start', async (t) => {
  const url = new URL(await withProbes(t, () => true))
  const metrics = createMetrics('test')
  const again = startProbeServer({
    host: '127.0.0.1',
    port: Number(url.port),
    metrics,
    ready: () => true,
    log,
  })
  await t.rejects(again, { code: 'EADDRINUSE' })
})
