/** A link to Postgres that swallows everything, with the lock of who leads behind it. In real time: nothing is shortened. */
import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { runSql } from '../../../test/support/postgres.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { startWorker, untilEachHasOne, untilMessages, withDispatching } from './dispatching.ts'

const promisedMs = 30_000

test('a leader cut off from Postgres in the midst of its work is over before another one leads, which is soon', async (t) => {
  const dispatching = await withDispatching(t)
  const { nats, request, happen } = dispatching
  const throughProxy = new URL(dispatching.url)
  const proxy = await startTcpProxy(Number(throughProxy.port))
  t.teardown(() => proxy.close())
  throughProxy.port = String(proxy.port)
  await startWorker(t, nats.url, { slots: 4 })

  let failedMs: number | null = null
  const leader = await dispatching.start({
    databaseUrl: throughProxy.toString(),
    fail: () => {
      t.equal(standby.phase, 'standing by', 'there are never two')
      failedMs = performance.now()
    },
  })
  const first = await request()
  await untilMessages(dispatching, [first])
  t.equal(leader.phase, 'active')
  const standby = await dispatching.start()

  let writing = true
  const writer = (async () => {
    while (writing) {
      await happen(await request(), facts.cancelled)
      await delay(5)
    }
  })()
  t.teardown(async () => {
    writing = false
    await writer
  })
  const before = await relayed(dispatching.url)
  await eventually(async () => assert.ok((await relayed(dispatching.url)) > before + 20n, 'not yet'))

  const swallowedMs = performance.now()
  proxy.swallow(true)
  await eventually(() => assert.equal(standby.phase, 'active'), { withinMs: promisedMs, everyMs: 20 })
  const tookMs = performance.now() - swallowedMs
  t.ok(failedMs !== null, 'it knew before anybody else led')
  t.comment(
    `noticed after ${Math.round(failedMs! - swallowedMs)} ms, led again after ${Math.round(tookMs)} ms`,
  )
  writing = false
  await writer

  // What it had to say when it was cut off comes to nobody.
  proxy.swallow(false)
  const second = await request()
  await untilEachHasOne(dispatching, [first, second])
  t.equal(standby.phase, 'active')
})

/** How far the relay has come: positions of this store are numbers. */
async function relayed(url: string): Promise<bigint> {
  const [row] = await runSql<{ position: string }>(
    url,
    `select position from checkpoints where follower = 'relay'`,
  )
  return BigInt(row?.position ?? 0)
}
