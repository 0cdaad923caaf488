import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { progressStream } from '@framewright/domain'
import { EventStoreUnavailable, type EventStore } from '@framewright/event-store'
import { announceCancel, onProgress } from '@framewright/jetstream'
import { logKey, type RenderProgress } from '@framewright/schemas'
import { StorageUnavailable, type Storage } from '@framewright/storage'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { cancelled, claimed, deleted, output } from '../../../test/support/render-facts.ts'
import { WorkFault } from '../src/errors.ts'
import type { Perform } from '../src/work-item.ts'
import { openBench, type Bench } from './bench.ts'
import { holdWork } from './performs.ts'

async function untilScratchIsEmpty({ scratchRoot }: Bench): Promise<void> {
  await eventually(() => {
    const left = readdirSync(scratchRoot).flatMap((home) => readdirSync(`${scratchRoot}/${home}`))
    assert.deepEqual(left, [])
  })
}

test('a render that is cancelled ends at once, and nothing follows the cancel', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform, timings: { beatMs: 60_000 } })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  await bench.append(renderId, cancelled)
  announceCancel(bench.nats, renderId)
  await eventually(() => assert.equal(work.aborted, 1), { withinMs: 1_000 })
  await bench.untilNoWork()
  await eventually(() => assert.deepEqual(worker.holds(), []))
  await untilScratchIsEmpty(bench)
  t.strictSame(await bench.types(renderId), ['RenderRequested', 'RenderClaimed', 'RenderCancelled'])
})

test('a render that is deleted ends at once, and not even its log stays', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const stored: string[] = []
  const storage: Storage = {
    ...bench.storage,
    putBytes: (key, ...rest) => {
      stored.push(key)
      return bench.storage.putBytes(key, ...rest)
    },
  }
  const worker = await bench.startWorker({ perform: work.perform, storage, timings: { beatMs: 60_000 } })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  await bench.append(renderId, cancelled, deleted)
  announceCancel(bench.nats, renderId)
  await bench.untilNoWork()
  await eventually(() => assert.deepEqual(worker.holds(), []))
  t.same(stored, [logKey(renderId, 1)])
  await eventually(async () => assert.equal(await bench.storage.stat(logKey(renderId, 1)), null))
})

test('a cancel that nobody announced is found by the next beat', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  await bench.startWorker({ perform: work.perform, timings: { beatMs: 50 } })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  await bench.append(renderId, cancelled)
  await eventually(() => assert.equal(work.aborted, 1))
  await bench.untilNoWork()
  t.equal((await bench.types(renderId)).at(-1), 'RenderCancelled')
})

test('work that ends after its render was cancelled is discarded', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  await bench.startWorker({ perform: work.perform, timings: { beatMs: 60_000 } })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  await bench.append(renderId, cancelled)
  work.finish()
  await eventually(() => assert.equal(work.discarded, 1))
  await bench.untilNoWork()
  t.strictSame(await bench.types(renderId), ['RenderRequested', 'RenderClaimed', 'RenderCancelled'])
})

test('work whose claim somebody else has by now is discarded, and the message left to the other', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  const worker = await bench.startWorker({ perform: work.perform, timings: { beatMs: 60_000 } })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  await bench.append(renderId, claimed(2, 'another-worker'))
  work.finish()
  await eventually(() => assert.equal(work.discarded, 1))
  await eventually(() => assert.deepEqual(worker.holds(), []))
  t.equal(await bench.unacknowledged(), 1)
  t.strictSame(await bench.types(renderId), ['RenderRequested', 'RenderClaimed', 'RenderClaimed'])
})

test('what makes no progress is ended, and tried again', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  await bench.startWorker({ perform: work.perform, timings: { stallMs: 200 } })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderAttemptFailed'])
  await bench.untilNoWork()
  t.equal(work.aborted, 1)
  t.match((await bench.events(renderId)).at(-1), { data: { code: 'STALLED', attempt: 1 } })
  await untilScratchIsEmpty(bench)
})

test('work that does not even end when it is told to is left to itself', async (t) => {
  const bench = await openBench(t)
  const work = holdWork({ ignoreAbort: true })
  const worker = await bench.startWorker({ perform: work.perform, timings: { stallMs: 100, abandonMs: 100 } })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await bench.untilTypes(renderId, ['RenderRequested', 'RenderClaimed', 'RenderAttemptFailed'])
  await eventually(() => assert.deepEqual(worker.holds(), []))
  work.finish()
  await eventually(() => assert.equal(work.discarded, 1))
  t.equal((await bench.types(renderId)).length, 3)
})

test('a fault is recorded with its code, and its render given up when trying again is no use', async (t) => {
  const bench = await openBench(t)
  const faults = [new StorageUnavailable('the disk is away'), new WorkFault('PLAN_INVALID', 'no such plan')]
  const perform: Perform = () => Promise.reject(faults.shift()!)
  await bench.startWorker({ perform })
  const again = await bench.request()
  await bench.publish(again)
  await bench.untilTypes(again, ['RenderRequested', 'RenderClaimed', 'RenderAttemptFailed'])
  t.match((await bench.events(again)).at(-1), {
    data: { code: 'STORAGE_UNAVAILABLE', message: 'the disk is away', retryAt: /Z$/ },
  })
  const never = await bench.request()
  await bench.publish(never)
  await bench.untilTypes(never, ['RenderRequested', 'RenderClaimed', 'RenderFailed'])
  t.match((await bench.events(never)).at(-1), { data: { code: 'PLAN_INVALID', attempt: 1 } })
  await bench.untilNoWork()
})

test('the log of an attempt is stored, whatever became of it', async (t) => {
  const bench = await openBench(t)
  const perform: Perform = async ({ log, item }) => {
    log.add('ffmpeg', `a line of ${item.renderId}`)
    if (item.renderId === failing) throw new Error('boom')
    return { result: { kind: 'files', outputs: [output] }, discard: async () => {} }
  }
  const failing = await bench.request()
  const fine = await bench.request()
  await bench.startWorker({ perform })
  for (const renderId of [failing, fine]) {
    await bench.publish(renderId)
    const text = await eventually(async () =>
      (await bench.storage.readBytes(logKey(renderId, 1), 100_000)).toString(),
    )
    t.match(text, `a line of ${renderId}`)
    t.match(text, renderId === failing ? /boom/ : /the attempt ends: done/)
  }
})

test('an outcome whose answer is lost is recorded once', async (t) => {
  const bench = await openBench(t)
  let lost = 0
  const forgetful: EventStore = {
    ...bench.eventStore,
    append: async (stream, expected, events) => {
      const answer = await bench.eventStore.append(stream, expected, events)
      if (events[0]!.type !== 'RenderCompleted' || lost === 2) return answer
      lost += 1
      throw new EventStoreUnavailable('the answer was lost')
    },
  }
  const work = holdWork()
  work.finish()
  await bench.startWorker({ perform: work.perform, eventStore: forgetful })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await bench.untilNoWork()
  t.strictSame(await bench.types(renderId), ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  t.match({ lost, discarded: work.discarded }, { lost: 2, discarded: 0 })
})

test('progress goes out as ticks, and coarsely as events, while the claim stands', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  await bench.startWorker({ perform: work.perform, timings: { beatMs: 60_000 } })
  const ticks: RenderProgress[] = []
  t.teardown(onProgress(bench.nats, (tick) => ticks.push(tick)))
  const renderId = await bench.request()
  const events = () => bench.eventStore.readStream(progressStream(renderId))
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  const { progress } = work.attempts[0]!
  progress.phase('encoding')
  let frame = 0
  const advance = () => progress.frames({ frame: (frame += 1), frameCount: 1_000, framesPerSecond: 25 })
  frame = 300
  await eventually(async () => {
    advance()
    assert.equal((await events()).length, 1)
  })
  t.match((await events())[0], {
    type: 'RenderProgressed',
    revision: 0n,
    data: { attempt: 1, fraction: Number, framesPerSecond: 25 },
  })
  await eventually(() => {
    advance()
    const tick = ticks.at(-1)
    assert.ok(tick !== undefined && tick.frame > 300 && tick.etaSeconds !== null, 'not yet')
  })
  t.match(ticks.at(-1), { renderId, attempt: 1, phase: 'encoding', frameCount: 1_000 })
  const seconds = (Date.parse(ticks.at(-1)!.at) - Date.parse(ticks[0]!.at)) / 1_000
  t.ok(ticks.length <= 4 * seconds + 2, `${ticks.length} ticks in ${seconds} s`)

  await bench.append(renderId, claimed(2, 'another-worker'))
  frame = 900
  await eventually(() => {
    advance()
    assert.equal(work.aborted, 1)
  })
  t.equal((await events()).length, 1, 'who has lost the claim writes none')
})

test('progress that meets somebody else in its stream is dropped', async (t) => {
  const bench = await openBench(t)
  const work = holdWork()
  let conflicts = 0
  const counting: EventStore = {
    ...bench.eventStore,
    append: async (stream, expected, events) => {
      if (stream.startsWith('renderProgress-') && conflicts === 0) {
        conflicts += 1
        await bench.eventStore.append(stream, 'no_stream', [
          { ...events[0]!, id: '0192f0c1-2f5e-7b7a-9a54-000000000001' },
        ])
      }
      return bench.eventStore.append(stream, expected, events)
    },
  }
  await bench.startWorker({ perform: work.perform, eventStore: counting })
  const renderId = await bench.request()
  await bench.publish(renderId)
  await eventually(() => assert.equal(work.attempts.length, 1))
  let frame = 0
  const stored = () => bench.eventStore.readStream(progressStream(renderId))
  await eventually(async () => {
    work.attempts[0]!.progress.frames({ frame: (frame += 60), frameCount: 10_000, framesPerSecond: 25 })
    assert.equal((await stored()).length, 2)
  })
  const [foreign, own] = await stored()
  t.not(
    (own!.data as { frame: number }).frame,
    (foreign!.data as { frame: number }).frame,
    'not written again',
  )
})
