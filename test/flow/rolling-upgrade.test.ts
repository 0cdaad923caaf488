import assert from 'node:assert/strict'
import { startDispatcher } from '@framewright/dispatcher'
import { upcast } from '@framewright/domain'
import { createMetrics } from '@framewright/observability'
import { startProjector } from '@framewright/projector'
import { openDatabase } from '@framewright/read-model'
import { eventCatalogue } from '@framewright/schemas'
import { test, type Test } from 'tap'
import { v7 as uuidv7 } from 'uuid'
import { untilProjected } from '../../services/projector/test/history.ts'
import { openBench, type Bench } from '../../services/worker/test/bench.ts'
import type { Perform } from '../../services/worker/src/work-item.ts'
import { eventually } from '../support/eventually.ts'
import { matchesSchema } from '../support/matches-schema.ts'
import { quietLog } from '../support/quiet-log.ts'
import * as facts from '../support/render-facts.ts'
import { keptEvents, storeAll } from '../support/stored-streams.ts'

const firstVersion = 'first-version'
const renderId = (number: number) => `0193a000-0000-7000-8000-${String(number).padStart(12, '0')}`
const sha256 = '7'.repeat(64)

/** What is left to do, with nothing to be seen of it. */
const perform: Perform = async ({ item }) => ({
  result:
    item.kind === 'chunk'
      ? { kind: 'chunk', rendered: { key: sha256, sha256, sizeBytes: 1, frameCount: 240, reused: false } }
      : { kind: 'files', outputs: [facts.output] },
  discard: async () => {},
})

interface Started {
  readonly perform: Perform
  readonly onFail?: (service: string) => void
}

/** Two dispatchers, two projectors and two workers, over what the event store has. */
async function startTwoOfEach(t: Test, bench: Bench, { perform: work, onFail }: Started): Promise<void> {
  const probes = { LOG_LEVEL: 'silent', PROBE_HOST: '127.0.0.1', PROBE_PORT: 0 }
  const stores = { EVENT_STORE_URL: bench.eventStoreUrl, DATABASE_URL: bench.eventStoreUrl, ...probes }
  const deps = (service: string) => ({
    log: quietLog,
    metrics: createMetrics(service),
    fail: (error: unknown) =>
      onFail === undefined ? t.fail(`a ${service} failed`, { error }) : onFail(service),
  })
  for (let count = 0; count < 2; count += 1) {
    const projector = await startProjector({ config: stores, ...deps('projector') })
    t.teardown(() => projector.stop())
    const config = { ...stores, NATS_URL: bench.natsServer.url }
    const dispatcher = await startDispatcher({ config, ...deps('dispatcher') })
    t.teardown(() => dispatcher.stop())
    const profile = { ffmpegBuild: 'the build of then', encoders: [] }
    await bench.startWorker({ perform: work, profile, slots: 2, onFail: deps('worker').fail })
  }
}

test('every event of the first version has a shape that this build knows', (t) => {
  for (const { type, data, metadata } of keptEvents(firstVersion)) {
    const event = upcast({ type, data, schemaVersion: metadata.schemaVersion })
    t.ok(matchesSchema(eventCatalogue[event.type].data, event.data), `${type} ${JSON.stringify(data)}`)
  }
  t.end()
})

test('what the first version left in the midst of things is finished once, by two of everything', async (t) => {
  const bench = await openBench(t)
  await storeAll(bench.eventStore, keptEvents(firstVersion))
  await startTwoOfEach(t, bench, { perform })

  const [begun, planned, completed] = ['RenderClaimed', 'RenderPlanned', 'RenderCompleted']
  const ends: Readonly<Record<number, readonly string[]>> = {
    1: [begun, planned, completed],
    2: [begun, planned, begun, completed],
    3: [begun, planned, 'RenderAttemptFailed', begun, 'RenderHandedBack', begun, completed],
    4: [begun, 'RenderFailed'],
    5: ['RenderCancelled', 'RenderRetried', begun, completed],
    6: [begun, planned, completed, 'RenderDeleted'],
    7: [begun, planned, begun, completed],
  }
  for (const [number, types] of Object.entries(ends))
    await bench.untilTypes(renderId(Number(number)), ['RenderRequested', ...types], 20_000)
  const chunk = await bench.eventStore.readStream(`chunk-${renderId(7)}.2.1`)
  t.same(
    chunk.map(({ type }) => type),
    ['ChunkClaimed', 'ChunkAttemptFailed', 'ChunkClaimed', 'ChunkRendered'],
  )
  await bench.untilNoWork()
  const db = openDatabase({ url: bench.eventStoreUrl, maxConnections: 2, log: quietLog })
  t.teardown(() => db.close())
  await untilProjected({ db, eventStore: bench.eventStore })
})

test('what a newer version has written ends who does not know it: nothing is made of it, and nothing skipped', async (t) => {
  const bench = await openBench(t)
  const failed = new Set<string>()
  await startTwoOfEach(t, bench, { perform, onFail: (service) => failed.add(service) })
  const id = renderId(1)
  await storeAll(bench.eventStore, keptEvents(firstVersion).slice(0, 1))
  await bench.untilTypes(id, ['RenderRequested', 'RenderClaimed', 'RenderCompleted'])
  const metadata = {
    $correlationId: id,
    $causationId: id,
    traceparent: null,
    userId: 'ada',
    schemaVersion: 99,
  }
  await bench.eventStore.append(`render-${id}`, 2n, [
    { id: uuidv7(), type: 'RenderRetried', data: { by: 'ada', why: 'it can say so now' }, metadata },
  ])
  await eventually(() => assert.ok(failed.has('projector') && failed.has('dispatcher'), 'not yet'))
  await bench.publish(id)
  await eventually(() => assert.ok(failed.has('worker'), 'not yet'))
  t.equal((await bench.types(id)).length, 4)
  t.equal((await bench.unacknowledged()) > 0, true, 'the message is left to who knows better')
})
