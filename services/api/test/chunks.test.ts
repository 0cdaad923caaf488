import { publishProgress } from '@framewright/jetstream'
import type { ChunkView, RenderChunks, RenderProgress, RenderView } from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import {
  cancelled,
  chunk,
  chunkedPlan,
  claimed,
  deleted,
  retried,
} from '../../../test/support/render-facts.ts'
import { ToldChunks } from '../src/told-chunks.ts'
import { withApi, type TestUser } from './api.ts'
import { appendToChunk, appendToRender, submit } from './edits.ts'
import { connect, endSockets, type SocketClient } from './socket-client.ts'

const api = await withApi(t)
t.teardown(endSockets)

/** A render whose plan, the event of revision 2, is the sound and three pictures, one of them a hit. */
async function planned(user: TestUser): Promise<string> {
  const { renderId } = await submit(user)
  await appendToRender(api, user, renderId, 0n, claimed(1), chunkedPlan(4, [2]))
  return renderId
}

const chunksOf = async (user: TestUser, renderId: string): Promise<RenderChunks> =>
  (await user.request('GET', `/renders/${renderId}/chunks`)).json<RenderChunks>()

const untilChunk = (user: TestUser, renderId: string, number: number, version: number) =>
  eventually(async () => {
    const { chunks } = await chunksOf(user, renderId)
    if (chunks[number]?.version !== version) throw new Error(`it is at ${chunks[number]?.version}`)
    return chunks
  })

const untilVersion = (user: TestUser, renderId: string, version: number) =>
  eventually(async () => {
    const view = (await user.request('GET', `/renders/${renderId}`)).json<RenderView>()
    if (view.version < version) throw new Error(`it is at ${view.version}`)
    return view
  })

test('the chunks of a render are those of its newest plan, with their place in the film', async (t) => {
  const user = api.user()
  const renderId = await planned(user)
  t.match(await untilVersion(user, renderId, 2), {
    planId: 2,
    chunkCount: 4,
    cacheHitRatio: 1 / 3,
    workerId: null,
  })
  const place = { renderId, planId: 2n, number: 1 }
  await appendToChunk(api, user, place, -1n, chunk.claimed(1), chunk.attemptFailed(1), chunk.claimed(2))
  await untilChunk(user, renderId, 1, 2)
  t.match(await chunksOf(user, renderId), {
    renderId,
    planId: 2,
    chunks: [
      { number: 0, kind: 'sound', startFrame: 0, frameCount: 180, state: 'waiting', version: -1 },
      {
        number: 1,
        kind: 'pictures',
        startFrame: 0,
        frameCount: 60,
        attempt: 2,
        workerId: 'worker-2',
        version: 2,
      },
      { number: 2, startFrame: 60, state: 'hit', attempt: 0, workerId: null },
      { number: 3, startFrame: 120, state: 'waiting' },
    ],
  })
  t.equal((await api.user('eve').request('GET', `/renders/${renderId}/chunks`)).status, 404)

  await appendToRender(api, user, renderId, 2n, claimed(2), chunkedPlan(3, [1], 2))
  await untilVersion(user, renderId, 4)
  const again = await chunksOf(user, renderId)
  t.strictSame([again.planId, ...again.chunks.map(({ state }) => state)], [4, 'waiting', 'hit', 'waiting'])
  await appendToRender(api, user, renderId, 4n, deleted)
  await untilVersion(user, renderId, 5)
  t.strictSame((await chunksOf(user, renderId)).chunks, [])
})

test('a render that is not planned has no chunks', async (t) => {
  const user = api.user()
  const { renderId } = await submit(user)
  t.strictSame(await chunksOf(user, renderId), { renderId, planId: null, chunks: [] })
})

type Heard = { readonly planId: number; readonly states: Readonly<Record<number, string>> }

const chunksHeard = ({ heard }: SocketClient): Heard[] =>
  heard.flatMap((message) =>
    message.type === 'chunks'
      ? [
          {
            planId: message.planId,
            states: Object.fromEntries(message.chunks.map(({ number, state }) => [number, state])),
          },
        ]
      : [],
  )

/** Until so much was heard; that nothing more comes is seen by the test that goes on. */
const untilHeard = (client: SocketClient, messages: number): Promise<Heard[]> =>
  client.until(() => {
    const found = chunksHeard(client)
    return found.length >= messages ? found : undefined
  })

test('a socket hears of all chunks first, then of those that change, and of all of a new plan', async (t) => {
  const user = api.user()
  const renderId = await planned(user)
  await untilVersion(user, renderId, 2)
  const client = await connect(api, user)
  client.subscribe([renderId])
  await untilHeard(client, 1)
  t.strictSame(
    client.heard.map(({ type }) => type),
    ['snapshot', 'chunks'],
  )
  await appendToChunk(api, user, { renderId, planId: 2n, number: 1 }, -1n, chunk.claimed(1))
  await untilHeard(client, 2)
  await appendToChunk(api, user, { renderId, planId: 2n, number: 1 }, 0n, chunk.rendered(1))
  await untilHeard(client, 3)
  await appendToRender(api, user, renderId, 2n, cancelled)
  await untilHeard(client, 4)
  await appendToRender(api, user, renderId, 3n, retried, claimed(2), chunkedPlan(2, [1], 2))
  await untilHeard(client, 5)
  t.strictSame(chunksHeard(client), [
    { planId: 2, states: { 0: 'waiting', 1: 'waiting', 2: 'hit', 3: 'waiting' } },
    { planId: 2, states: { 1: 'running' } },
    { planId: 2, states: { 1: 'rendered' } },
    { planId: 2, states: { 0: 'cancelled', 3: 'cancelled' } },
    { planId: 6, states: { 0: 'waiting', 1: 'hit' } },
  ])
  client.subscribe([renderId])
  t.strictSame((await untilHeard(client, 6)).at(-1), { planId: 6, states: { 0: 'waiting', 1: 'hit' } })
})

test('a connection to the rows that was cut misses nothing of the chunks', async (t) => {
  const user = api.user()
  const renderId = await planned(user)
  await untilVersion(user, renderId, 2)
  const client = await connect(api, user)
  client.subscribe('*')
  await untilHeard(client, 1)
  await api.database.query(`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'framewright-listen'`)
  await appendToChunk(api, user, { renderId, planId: 2n, number: 3 }, -1n, chunk.claimed(1))
  await client.until(() => chunksHeard(client).find(({ states }) => states[3] === 'running'))
  t.pass('it was told')
})

const tick = (renderId: string, of: RenderProgress['chunk'], frame: number, attempt = 1): RenderProgress => ({
  ...{ renderId, attempt, phase: 'encoding', frame, frameCount: 60, fraction: 0.25, framesPerSecond: 50 },
  ...{ etaSeconds: 1.5, at: new Date().toISOString() },
  ...(of === undefined ? {} : { chunk: of }),
})

test('live progress of a chunk is heard while it runs, and not when it or its plan is over', async (t) => {
  const user = api.user()
  const renderId = await planned(user)
  await appendToChunk(api, user, { renderId, planId: 2n, number: 1 }, -1n, chunk.claimed(1))
  await untilChunk(user, renderId, 1, 0)
  const client = await connect(api, user)
  client.subscribe([renderId])
  await untilHeard(client, 1)
  const frames = () =>
    client.heard.flatMap((message) => (message.type === 'progress' ? [message.progress.frame] : []))
  const untilFrame = (frame: number) => client.until(() => (frames().includes(frame) ? true : undefined))

  publishProgress(api.nats, tick(renderId, { planId: 2, number: 1 }, 1))
  // A chunk whose claim its row does not show yet.
  publishProgress(api.nats, tick(renderId, { planId: 2, number: 3 }, 2))
  publishProgress(api.nats, tick(renderId, { planId: 1, number: 1 }, 98))
  await untilFrame(2)
  await appendToChunk(api, user, { renderId, planId: 2n, number: 1 }, 0n, chunk.rendered(1))
  await untilHeard(client, 2)
  publishProgress(api.nats, tick(renderId, { planId: 2, number: 1 }, 97))
  publishProgress(api.nats, tick(renderId, { planId: 2, number: 3 }, 3))
  await untilFrame(3)

  await appendToRender(api, user, renderId, 2n, cancelled, retried)
  await client.untilVersion(renderId, 4)
  publishProgress(api.nats, tick(renderId, { planId: 2, number: 3 }, 96))
  // Of a plan that its row does not show yet.
  publishProgress(api.nats, tick(renderId, { planId: 6, number: 0 }, 4))
  await untilFrame(4)
  t.strictSame(frames(), [1, 2, 3, 4])
})

test('rows that were read before others and come after them are no news', (t) => {
  const told = new ToldChunks()
  const view = (state: ChunkView['state'], version: number): ChunkView => ({
    ...{ number: 0, kind: 'pictures', startFrame: 0, frameCount: 60, state, version },
    ...{ attempt: 1, workerId: null, updatedAt: '2026-01-01T00:00:00.000Z' },
  })
  const news = (planId: number, state: ChunkView['state'], version: number) =>
    told.news({ renderId: 'a', planId, chunks: [view(state, version)] })?.chunks[0]?.state ?? null
  t.equal(news(2, 'waiting', -1), 'waiting')
  t.equal(news(2, 'waiting', -1), null)
  t.equal(news(2, 'running', 0), 'running')
  t.equal(news(2, 'waiting', -1), null)
  t.equal(news(2, 'cancelled', 0), 'cancelled')
  t.equal(news(2, 'running', 0), null)
  t.equal(news(2, 'rendered', 1), 'rendered')
  t.equal(news(5, 'waiting', -1), 'waiting')
  t.equal(news(2, 'rendered', 1), null)
  t.end()
})
