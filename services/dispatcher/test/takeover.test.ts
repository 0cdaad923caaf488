import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { runSql } from '../../../test/support/postgres.ts'
import * as facts from '../../../test/support/render-facts.ts'
import {
  configOf,
  startWorker,
  relayedIds,
  storedIds,
  untilMessages,
  untilRows,
  withDispatching,
  type Dispatching,
} from './dispatching.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function startProcess(
  t: { teardown(release: () => unknown): void },
  { url, nats }: Dispatching,
): ChildProcess {
  const env = { ...process.env, ...configOf(url, nats.url), PROBE_PORT: '0', LOG_LEVEL: 'error' }
  const args = ['--conditions=framewright', '--import', 'tsx', main]
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
}

test('of two dispatchers one is active; when it is killed the other takes over at once', async (t) => {
  const dispatching = await withDispatching(t)
  await startWorker(t, dispatching.nats.url, { slots: 4 })
  const child = startProcess(t, dispatching)
  const first = await dispatching.request()
  await untilMessages(dispatching, [first], 20_000)

  const standby = await dispatching.start()
  t.equal(standby.phase, 'standing by')
  const second = await dispatching.request()
  await untilMessages(dispatching, [first, second])
  t.equal(standby.phase, 'standing by')

  const killedMs = performance.now()
  await kill(child)
  await eventually(() => assert.equal(standby.phase, 'active'))
  t.ok(performance.now() - killedMs < 2_000)
  const third = await dispatching.request()
  await untilMessages(dispatching, [first, second, third])
})

test('killed again and again while renders are requested: each has one message, and every group hears of each', async (t) => {
  const dispatching = await withDispatching(t)
  const { link, eventStore } = dispatching
  // It takes nothing: whatever is released stays where it is.
  await startWorker(t, dispatching.nats.url, { slots: 1_000 })
  const open: string[] = []
  let writing = true
  const write = async (): Promise<void> => {
    for (let turn = 0; writing; turn += 1) {
      // Of many users, none of whom reaches what one may have released at once.
      const renderId = await dispatching.request({ userId: `user-${turn % 40}` })
      if (turn % 3 === 0) await dispatching.happen(renderId, facts.cancelled)
      else open.push(renderId)
      await new Promise((resolve) => setTimeout(resolve, 40))
    }
  }
  const writer = write()
  t.teardown(async () => {
    writing = false
    await writer
  })
  const countReleased = async () =>
    (await dispatching.rows()).filter((row) => row.state === 'released').length

  for (let round = 0; round < 3; round += 1) {
    const before = await countReleased()
    const child = startProcess(t, dispatching)
    // At whatever it is doing once it has released something, and a little later each time.
    await eventually(
      async () => {
        if ((await countReleased()) <= before) throw new Error('nothing is released yet')
      },
      { everyMs: 3 + round * 9, withinMs: 20_000 },
    )
    await kill(child)
  }
  writing = false
  await writer
  await dispatching.start()
  await untilMessages(dispatching, open, 20_000)

  const stored = await storedIds(eventStore)
  await eventually(async () => {
    const relayed = await relayedIds(link)
    assert.deepEqual(
      stored.filter((id) => !relayed.has(id)),
      [],
    )
  })
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
