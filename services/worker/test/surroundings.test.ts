import assert from 'node:assert/strict'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { WorkFault } from '../src/errors.ts'
import { watchSurroundings } from '../src/surroundings.ts'
import type { Perform } from '../src/work-item.ts'
import { openBench } from './bench.ts'
import { holdWork, instantWork } from './performs.ts'

const never = new AbortController().signal

test('nothing is checked while nothing is doubted', async (t) => {
  const fail = () => Promise.reject<void>(new Error('asked in vain'))
  const surroundings = watchSurroundings({ 'event store': fail, storage: fail, disk: fail }, quietLog)
  await surroundings.wait(never)
  t.ok(surroundings.areWell)
})

test('what is doubted is waited for, and only that', async (t) => {
  let checks = 0
  const storage = async () => {
    checks += 1
    if (checks < 3) throw new Error('not yet')
  }
  const others = () => Promise.reject<void>(new Error('nobody doubts me'))
  const surroundings = watchSurroundings({ 'event store': others, storage, disk: others }, quietLog)
  surroundings.doubt('storage')
  t.notOk(surroundings.areWell)
  await surroundings.wait(never)
  t.equal(checks, 3)
  t.ok(surroundings.areWell)
})

test('who is to stop waits no longer', async (t) => {
  const broken = () => Promise.reject<void>(new Error('for ever'))
  const surroundings = watchSurroundings({ 'event store': broken, storage: broken, disk: broken }, quietLog)
  surroundings.doubt('disk')
  const stopping = new AbortController()
  const waiting = surroundings.wait(stopping.signal)
  stopping.abort()
  await waiting
  t.notOk(surroundings.areWell)
})

test('after a fault of storage a worker takes nothing before storage is well again', async (t) => {
  const bench = await openBench(t)
  let isAway = true
  let attempts = 0
  const storage = {
    ...bench.storage,
    ping: async () => {
      if (isAway) throw new Error('away')
    },
  }
  const perform: Perform = async (attempt) => {
    attempts += 1
    if (isAway) throw new WorkFault('STORAGE_UNAVAILABLE', 'away')
    return instantWork(attempt)
  }
  const worker = await bench.startWorker({ perform, storage })
  const renders = [await bench.request(), await bench.request(), await bench.request()]
  for (const renderId of renders) await bench.publish(renderId)
  await eventually(() => assert.equal(worker.isReady, false))
  t.equal(attempts, 1, 'one attempt is burned, and not one of everything that waits')
  isAway = false
  for (const renderId of renders.slice(1)) {
    await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  }
  t.ok(worker.isReady)
})

test('a worker whose disk is all but full takes nothing', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const everything = Number.MAX_SAFE_INTEGER
  const worker = await bench.startWorker({ perform: work.perform, scratchMinFreeBytes: everything })
  await eventually(() => assert.equal(worker.isReady, false))
  const renderId = await bench.request()
  await bench.publish(renderId)
  const other = await bench.startWorker({ perform: instantWork })
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  t.match((await bench.events(renderId)).at(-1), { data: { workerId: other.workerId } })
  t.equal(work.attempts.length, 0)
})

test('a write that finds no room has met a full disk, and may find more the next time', async (t) => {
  const bench = await openBench(t)
  const perform: Perform = () =>
    Promise.reject(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
  await bench.startWorker({ perform })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderAttemptFailed'])
  t.match((await bench.events(renderId)).at(-1), {
    data: { code: 'DISK_FULL', message: /^no space left on device\. Retry it later/ },
  })
})
