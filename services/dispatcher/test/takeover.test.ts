import assert from 'node:assert/strict'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { runSql } from '../../../test/support/postgres.ts'
import { startProcess } from './dispatcher-process.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { startWorker, relayedIds, untilMessages, untilRows, withDispatching } from './dispatching.ts'

test('of two dispatchers one is active; when it is killed the other takes over at once', async (t) => {
  const dispatching = await withDispatching(t)
  await startWorker(t, dispatching.nats.url, { slots: 4 })
  const child = startProcess(t, dispatching)
  const first = await dispatching.request()
  await child.active
  await untilMessages(dispatching, [first])

  const standby = await dispatching.start()
  t.equal(standby.phase, 'standing by')
  const second = await dispatching.request()
  await untilMessages(dispatching, [first, second])
  t.equal(standby.phase, 'standing by')

  const killedMs = performance.now()
  await child.kill()
  await eventually(() => assert.equal(standby.phase, 'active'))
  t.ok(performance.now() - killedMs < 2_000)
  const third = await dispatching.request()
  await untilMessages(dispatching, [first, second, third])
})

/** From now on this change is refused: what was published for it is not committed. */
async function pullThePlug(url: string, table: string, condition: string): Promise<void> {
  await runSql(
    url,
    `create function refuse() returns trigger language plpgsql as $$ begin raise 'the plug is pulled'; end $$;
     create trigger plug before insert or update on ${table} for each row when (${condition}) execute function refuse()`,
  )
}

const plugIn = (url: string) => runSql(url, 'drop function refuse() cascade')

test('dies between the release of an item and its commit: released once more, in place of its own message', async (t) => {
  const dispatching = await withDispatching(t)
  const failures: unknown[] = []
  const failing = await dispatching.start({ fail: (error) => failures.push(error) })
  await pullThePlug(dispatching.url, 'backlog', `new.state = 'released'`)
  await startWorker(t, dispatching.nats.url)
  const renderId = await dispatching.request()
  await untilMessages(dispatching, [renderId])
  await eventually(() => assert.equal(failures.length, 1))
  await failing.stop()
  t.match(await dispatching.rows(), [{ state: 'waiting' }], 'published, and not committed')

  await plugIn(dispatching.url)
  await dispatching.start()
  await untilRows(dispatching, [{ render_id: renderId, state: 'released' }])
  await untilMessages(dispatching, [renderId])
})

test('dies between relaying an event and its commit: relayed once more', async (t) => {
  const dispatching = await withDispatching(t)
  const { url, link } = dispatching
  const failures: unknown[] = []
  const failing = await dispatching.start({ fail: (error) => failures.push(error) })
  await pullThePlug(url, 'checkpoints', `new.follower = 'relay'`)
  const renderId = await dispatching.request()
  await eventually(() => assert.equal(failures.length, 1))
  await failing.stop()
  t.equal((await relayedIds(link)).size, 1, 'published')
  t.same(await runSql(url, `select * from checkpoints where follower = 'relay'`), [], 'and not committed')

  await plugIn(url)
  await dispatching.start()
  await dispatching.happen(renderId, facts.cancelled)
  await eventually(async () => assert.equal((await relayedIds(link)).size, 2))
})

test('a dispatcher that loses its session fails, and does nothing more', async (t) => {
  const dispatching = await withDispatching(t)
  const failures: unknown[] = []
  await dispatching.start({ fail: (error) => failures.push(error) })
  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'framewright-dispatcher'`
  await runSql(dispatching.url, terminate)
  await eventually(() => assert.equal(failures.length, 1))
  t.match(failures, [{ code: 'DATABASE_UNAVAILABLE' }])
  await startWorker(t, dispatching.nats.url)
  const renderId = await dispatching.request()
  const heir = await dispatching.start()
  await untilMessages(dispatching, [renderId])
  t.equal(heir.phase, 'active')
})

test('who is no longer at the checkpoint of the backlog gives up', async (t) => {
  const dispatching = await withDispatching(t)
  const failures: unknown[] = []
  await startWorker(t, dispatching.nats.url)
  await dispatching.start({ fail: (error) => failures.push(error) })
  await untilMessages(dispatching, [await dispatching.request()])
  await runSql(dispatching.url, `update checkpoints set position = '99' where follower = 'dispatcher'`)
  await dispatching.request()
  await eventually(() => assert.equal(failures.length, 1))
  t.match(failures, [{ code: 'CHECKPOINT_MOVED' }])
})
