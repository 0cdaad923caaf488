import assert from 'node:assert/strict'
import { test } from 'tap'
import { dispatcherLock, openLockedSession, openSession } from '@framewright/read-model'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { withReadModel } from './rows.ts'

test('who stands by for a lock outlives its session, gets the lock when it is free, and stops when told to', async (t) => {
  const db = await withReadModel(t)
  const holder = await openSession({ url: db.url, log: quietLog, applicationName: 'holder' })
  t.teardown(() => holder.close())
  t.equal(await holder.tryLock(dispatcherLock), true)

  let told = 0
  const stopping = new AbortController()
  const options = {
    url: db.url,
    log: quietLog,
    key: dispatcherLock,
    everyMs: 20,
    onStandby: () => (told += 1),
  }
  const waiting = openLockedSession({ ...options, applicationName: 'standby' }, stopping.signal)
  const unwanted = openLockedSession({ ...options, applicationName: 'unwanted' }, stopping.signal)
  const pids = async () => {
    const rows = await db.query<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'standby' and datname = current_database()`,
    )
    return rows.map(({ pid }) => pid)
  }
  const [first] = await eventually(async () => {
    assert.equal(told, 2)
    return pids()
  })
  await db.query(`select pg_terminate_backend(${first})`)
  await eventually(async () => {
    const [next] = await pids()
    assert.ok(next !== undefined && next !== first, 'not yet')
  })

  const second = openSession({ url: db.url, log: quietLog })
  t.teardown(async () => (await second).close())
  await holder.close()
  const taken = await Promise.race([waiting, unwanted])
  t.teardown(() => taken?.close())
  t.equal(await (await second).tryLock(dispatcherLock), false, 'it is taken')
  stopping.abort()
  const [one, other] = await Promise.all([waiting, unwanted])
  t.same([one, other].filter((session) => session !== null).length, 1, 'the other one has let go')
  t.equal(told, 2)
})
