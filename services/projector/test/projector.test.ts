import { renderStream } from '@framewright/domain'
import { createProjection, startProjector, type Projector, type ProjectedBatch } from '@framewright/projector'
import { advanceCheckpoint, openChangeFeed, readCheckpoint, type RenderChange } from '@framewright/read-model'
import { createMetrics } from '@framewright/observability'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import * as facts from '../../../test/support/render-facts.ts'
import {
  append,
  eventsOfEach,
  liveAsset,
  liveOneOfEach,
  liveRender,
  lives,
  storedRows,
  untilProjected,
  withStores,
  type Stores,
} from './history.ts'

const configOf = (url: string) => ({
  EVENT_STORE_URL: url,
  DATABASE_URL: url,
  LOG_LEVEL: 'silent',
  PROBE_HOST: '127.0.0.1',
  PROBE_PORT: 0,
})

async function start(t: Test, { url }: Stores): Promise<Projector> {
  const fail = (error: unknown) => t.fail('the projector failed', { found: error })
  const metrics = createMetrics('projector')
  const projector = await startProjector({ config: configOf(url), log: quietLog, metrics, fail })
  t.teardown(() => projector.stop())
  return projector
}

test('rows are the fold of the events, those from before the start and those after', async (t) => {
  const stores = await withStores(t)
  await liveOneOfEach(stores.eventStore)
  const projector = await start(t, stores)
  await untilProjected(stores)
  await eventually(() => {
    if (projector.phase !== 'live') throw new Error(`it is ${projector.phase}`)
  })
  await liveOneOfEach(stores.eventStore)
  await untilProjected(stores)
})

test('it is ready once it has caught up, and counts what it has folded', async (t) => {
  const stores = await withStores(t)
  await liveAsset(stores.eventStore)
  const projector = await start(t, stores)
  const url = `http://127.0.0.1:${projector.probePort}`
  await eventually(async () => {
    if ((await fetch(`${url}/health/ready`)).status !== 200) throw new Error('not ready')
  })
  t.match(await (await fetch(`${url}/metrics`)).text(), /render_projector_events_total\{.*\} 1/)
})

test('a change is notified with the version that its row has reached', async (t) => {
  const stores = await withStores(t)
  const feed = await openChangeFeed(stores.db)
  t.teardown(() => feed.close())
  const heard: RenderChange[] = []
  feed.onChange((change) => heard.push(change))
  await start(t, stores)
  const renderId = await liveRender(stores.eventStore, lives[1]!)
  await eventually(() => {
    if (heard.at(-1)?.version !== 3) throw new Error(`heard ${JSON.stringify(heard)}`)
  })
  t.ok(heard.every((change) => change.renderId === renderId && change.userId === 'ada'))
})

test('stopped and started again it goes on from where it was', async (t) => {
  const stores = await withStores(t)
  const first = await start(t, stores)
  await liveOneOfEach(stores.eventStore)
  await untilProjected(stores)
  await first.stop()
  const position = await readCheckpoint(stores.db.kysely, 'projector')
  await liveOneOfEach(stores.eventStore)
  const batches: ProjectedBatch[] = []
  const ended = new AbortController()
  const { db, eventStore } = stores
  const second = createProjection({ eventStore, db, log: quietLog, onBatch: (batch) => batches.push(batch) })
  const running = second.run(ended.signal)
  await untilProjected(stores)
  ended.abort()
  await running
  const folded = batches.reduce((sum, batch) => sum + batch.events, 0)
  t.equal(folded, eventsOfEach, 'the second one has seen only what came after the first')
  t.not(await readCheckpoint(db.kysely, 'projector'), position)
})

test('events that come a second time change nothing', async (t) => {
  const stores = await withStores(t)
  await liveOneOfEach(stores.eventStore)
  const first = await start(t, stores)
  await untilProjected(stores)
  await first.stop()
  const before = await storedRows(stores.db)
  // The checkpoint is put back to the beginning: every event is delivered again.
  await stores.db.query(`delete from checkpoints where follower = 'projector'`)
  const again = await start(t, stores)
  await eventually(async () => {
    if ((await readCheckpoint(stores.db.kysely, 'projector')) === null) throw new Error('not there yet')
    if (again.phase !== 'live') throw new Error(`it is ${again.phase}`)
  })
  t.strictSame(await storedRows(stores.db), before)
})

test('of two at once one follows and the other stands by, and takes over', async (t) => {
  const stores = await withStores(t)
  const both = [await start(t, stores), await start(t, stores)]
  let standing: Projector | undefined
  // Both have the same checkpoint when both are live: the next event tells which one goes on.
  await eventually(async () => {
    await liveRender(stores.eventStore, lives[2]!)
    standing = both.find(({ phase }) => phase === 'standing by')
    if (standing === undefined) throw new Error('nobody stands by')
  })
  await untilProjected(stores)
  const follows = both.find((projector) => projector !== standing)
  await follows?.stop()
  await liveOneOfEach(stores.eventStore)
  await untilProjected(stores)
  t.equal(standing?.phase, 'live')
})

test('whoever finds the checkpoint moved has changed no row', async (t) => {
  const { db, eventStore } = await withStores(t)
  await liveOneOfEach(eventStore)
  const ended = new AbortController()
  const projection = createProjection({
    eventStore,
    db,
    log: quietLog,
    onBatch: () => t.fail('it has committed'),
  })
  const position = await storedPosition(eventStore)
  // Another one has it already: the row is locked until that one commits.
  await db.kysely.transaction().execute(async (tx) => {
    await advanceCheckpoint(tx, 'projector', null, position)
    const running = projection.run(ended.signal)
    t.teardown(() => {
      ended.abort()
      return running
    })
    await eventually(async () => {
      const waiting = await db.query(`select 1 from pg_stat_activity where datname = current_database()
        and wait_event_type = 'Lock'`)
      if (waiting.length === 0) throw new Error('it does not wait yet')
    })
  })
  await eventually(() => {
    if (projection.phase !== 'standing by') throw new Error(`it is ${projection.phase}`)
  })
  t.strictSame(await storedRows(db), { renders: [], chunks: [], assets: [] })
})

test('an event that cannot be folded ends the projector instead of being left out', async (t) => {
  const { url, eventStore } = await withStores(t)
  let failure: unknown
  const fail = (error: unknown) => (failure = error)
  const projector = await startProjector({
    config: configOf(url),
    log: quietLog,
    metrics: createMetrics('projector'),
    fail,
  })
  t.teardown(() => projector.stop())
  await append(eventStore, renderStream(facts.renderId), [facts.claimed(1)])
  await eventually(() => {
    if (failure === undefined) throw new Error('it has not failed')
  })
  t.match(failure, { message: /begins with RenderClaimed/ })
})

async function storedPosition(eventStore: Stores['eventStore']): Promise<string> {
  const { signal } = new AbortController()
  let position = ''
  for await (const item of eventStore.subscribe({
    from: null,
    prefixes: ['render-', 'chunk-', 'asset-'],
    signal,
  })) {
    if (item.kind === 'event') position = item.event.position
    if (item.kind === 'live') break
  }
  return position
}
