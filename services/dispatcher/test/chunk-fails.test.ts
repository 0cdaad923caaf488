import assert from 'node:assert/strict'
import { renderStream } from '@framewright/domain'
import type { StoredEvent } from '@framewright/event-store'
import { test } from 'tap'
import * as chunks from '../../../test/support/chunk-facts.ts'
import { eventually } from '../../../test/support/eventually.ts'
import { runSql } from '../../../test/support/postgres.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { failRender } from '../src/fail-render.ts'
import { startProcess } from './dispatcher-process.ts'
import { startWorker, untilItems, withDispatching, type Dispatching } from './dispatching.ts'

const planId = 2n
const code = 'DISK_FULL'

/** A film of some chunks, the second of which fails for good. */
async function failingFilm(dispatching: Dispatching): Promise<string> {
  const renderId = await dispatching.request()
  await dispatching.happen(renderId, facts.claimed(1), facts.planned({ mode: 'chunked', chunkCount: 3 }))
  await dispatching.happenTo(
    { renderId, planId, number: 1 },
    chunks.chunkClaimed(3),
    chunks.chunkFailed({ attempt: 3, code, message: 'no room', stderrTail: ['full'] }),
  )
  return renderId
}

const streamOf = ({ eventStore }: Dispatching, renderId: string) =>
  eventStore.readStream(renderStream(renderId))

const untilFailed = (dispatching: Dispatching, renderId: string): Promise<StoredEvent> =>
  eventually(async () => {
    const last = (await streamOf(dispatching, renderId)).at(-1)
    assert(last?.type === 'RenderFailed')
    return last
  })

test('a chunk that fails for good fails its render, for its reason, and nothing is left of the others', async (t) => {
  const dispatching = await withDispatching(t)
  const renderId = await failingFilm(dispatching)
  await startWorker(t, dispatching.nats.url)
  await dispatching.start()
  const failed = await untilFailed(dispatching, renderId)
  t.same(failed.data, { attempt: 1, code, message: 'no room', stderrTail: ['full'] })
  const [, because] = await dispatching.eventStore.readStream(`chunk-${renderId}.2.1`)
  t.match(failed.metadata, {
    $correlationId: renderId,
    $causationId: because!.id,
    traceparent: because!.metadata.traceparent,
    userId: 'ada',
    schemaVersion: 1,
  })
  await eventually(async () => assert.deepEqual(await dispatching.rows(), []))
  await untilItems(dispatching, [])
})

test('a dispatcher that dies once it has failed a render, and before it has noted that, fails it no second time', async (t) => {
  const dispatching = await withDispatching(t)
  const first = await dispatching.start()
  const renderId = await failingFilm(dispatching)
  await untilFailed(dispatching, renderId)
  await first.stop()
  // As if nothing of it had been committed.
  await runSql(dispatching.url, `delete from checkpoints where follower = 'dispatcher'`)
  await dispatching.start()
  await eventually(async () => {
    const [row] = await runSql<{ position: string }>(
      dispatching.url,
      `select position from checkpoints where follower = 'dispatcher'`,
    )
    assert.equal(row?.position, (await streamOf(dispatching, renderId)).at(-1)!.position)
  })
  t.equal((await streamOf(dispatching, renderId)).length, 4)
  t.same(await dispatching.rows(), [])
})

test('killed while many films fail: each has failed once', async (t) => {
  const dispatching = await withDispatching(t)
  const renderIds: string[] = []
  for (let count = 0; count < 30; count += 1) renderIds.push(await failingFilm(dispatching))
  const failures = async () => {
    const streams = await Promise.all(renderIds.map((renderId) => streamOf(dispatching, renderId)))
    return streams.map((events) => events.filter(({ type }) => type === 'RenderFailed').length)
  }
  const [first] = renderIds
  const child = startProcess(t, dispatching)
  await child.active
  // All of them are one batch, of which nothing is committed before the last one has failed.
  await eventually(async () => assert.equal((await streamOf(dispatching, first!)).length, 4), { everyMs: 1 })
  await child.kill()
  await dispatching.start()
  await eventually(async () => {
    assert.deepEqual(
      await failures(),
      renderIds.map(() => 1),
    )
    assert.deepEqual(await dispatching.rows(), [])
  })
})

test('only the plan that is current is failed, at the revision at which it was seen to be', async (t) => {
  const dispatching = await withDispatching(t)
  const { eventStore } = dispatching
  const renderId = await failingFilm(dispatching)
  const [, stored] = await eventStore.readStream(`chunk-${renderId}.2.1`)
  const failure = { ...stored!, data: stored!.data as Parameters<typeof failRender>[1]['data'] }

  /** Something else happens to the render between the look at it and the append. */
  const meanwhile = (happen: () => Promise<void>) => {
    let isFirst = true
    return {
      readStream: (stream: string) => eventStore.readStream(stream),
      append: async (...args: Parameters<typeof eventStore.append>) => {
        if (isFirst) await happen()
        isFirst = false
        return eventStore.append(...args)
      },
    }
  }
  const others = meanwhile(() => dispatching.happen(renderId, facts.claimed(2), facts.handedBack(2)))
  t.equal(await failRender(others, failure), true, 'the plan is current all the same')
  t.match((await streamOf(dispatching, renderId)).at(-1), { type: 'RenderFailed', revision: 5n })
  t.equal(await failRender(eventStore, failure), false, 'it has failed')

  const retried = await failingFilm(dispatching)
  const [, again] = await eventStore.readStream(`chunk-${retried}.2.1`)
  const stale = meanwhile(() => dispatching.happen(retried, facts.cancelled, facts.retried))
  t.equal(await failRender(stale, { ...failure, ...again!, data: failure.data }), false)
  t.equal((await streamOf(dispatching, retried)).at(-1)?.type, 'RenderRetried')
})
