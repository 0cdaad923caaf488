import { beatPresence, publishProgress } from '@framewright/jetstream'
import { saveChunks } from '@framewright/read-model'
import type { QueuePlace, QueueView, RenderProgress } from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { withApi } from './api.ts'
import { submit } from './edits.ts'
import { connect, endSockets } from './socket-client.ts'

const api = await withApi(t)
const user = api.user()

const estimates = async () =>
  (await user.request('GET', '/renders/queue')).json<QueueView>().renders.map(({ estimate }) => estimate)

function beat(): void {
  const at = new Date().toISOString()
  beatPresence(api.nats, {
    ...{ workerId: 'worker-1', lanes: ['cpu-s', 'cpu-l'], slots: 1, holds: [], draining: false },
    ...{ ffmpegBuild: 'build', encoders: [], pid: 1, host: 'here', startedAt: at, at },
  })
}

test('what waits is estimated by the films like it that were made lately, what runs by its own progress', async (t) => {
  const renders = [await submit(user), await submit(user), await submit(user)]
  const [done, running] = renders.map(({ renderId }) => renderId)
  await eventually(async () => {
    beat()
    const { workers } = (await user.request('GET', '/renders/workers')).json<{ workers: unknown[] }>()
    if (workers.length === 0) throw new Error('not heard')
  })
  t.same(await estimates(), [null, null, null], 'nothing was made yet')

  await api.database.kysely
    .updateTable('renders')
    .set({ status: 'completed', render_ms: 8_000, finished_at: new Date() })
    .where('render_id', '=', done!)
    .execute()
  beat()
  t.same(await estimates(), [
    { startsInSeconds: 0, endsInSeconds: 8 },
    { startsInSeconds: 8, endsInSeconds: 16 },
  ])

  await api.database.kysely
    .updateTable('renders')
    .set({ status: 'running', worker_id: 'worker-1', started_at: new Date() })
    .where('render_id', '=', running!)
    .execute()
  const tick: RenderProgress = {
    ...{ renderId: running!, attempt: 1, phase: 'encoding', frame: 10, frameCount: 40, fraction: 0.25 },
    ...{ framesPerSecond: 2, etaSeconds: 100, at: new Date().toISOString() },
  }
  await eventually(async () => {
    beat()
    publishProgress(api.nats, tick)
    const [own, next] = await estimates()
    if (own === null || own!.endsInSeconds < 50) throw new Error('the tick was not heard')
    t.ok(own!.endsInSeconds > 90 && own!.endsInSeconds <= 100, 'its own word counts')
    t.equal(Math.round(next!.endsInSeconds - own!.endsInSeconds), 8)
  })

  // The very same film, in chunks: one of its two is there, its sound is no part of its frames.
  const frames = renders[1]!.frameCount
  const chunk = { render_id: running!, plan_id: 2, version: 0, attempt: 1, updated_at: new Date() }
  await saveChunks(api.database.kysely, [
    {
      ...chunk,
      number: 0,
      kind: 'sound',
      start_frame: 0,
      frame_count: frames,
      state: 'running',
      worker_id: 'a',
    },
    ...(['rendered', 'waiting'] as const).map((state, at) => ({
      ...{ ...chunk, number: at + 1, kind: 'pictures' as const, state, worker_id: null },
      ...{ start_frame: (at * frames) / 2, frame_count: frames / 2 },
    })),
  ])
  beat()
  t.same((await estimates())[0], { startsInSeconds: 0, endsInSeconds: 4 }, 'half of it is left')
})

test('who watches is told where the own renders stand, and of those of others nothing', async (t) => {
  t.teardown(endSockets)
  const [editor, other] = [api.user(), api.user()]
  const mine = await submit(editor)
  await submit(other)
  const socket = await connect(api, editor)
  const placesOf = (renderId: string): QueuePlace[] =>
    socket.heard.flatMap((message) =>
      message.type === 'places' ? message.places.filter((place) => place.renderId === renderId) : [],
    )
  socket.subscribe('*')
  const first = await socket.until(() => placesOf(mine.renderId)[0])
  t.type(first.position, 'number')

  await api.database.kysely
    .updateTable('renders')
    .set({ status: 'running', worker_id: 'worker-1', started_at: new Date() })
    .where('render_id', '=', mine.renderId)
    .execute()
  const running = await socket.until(() => placesOf(mine.renderId).find(({ position }) => position === null))
  t.equal(running.renderId, mine.renderId)

  await editor.request('POST', `/renders/${mine.renderId}/cancel`)
  await socket.until(() =>
    socket.heard.find((message) => message.type === 'changed' && message.render.status === 'cancelled'),
  )
  const tellings = placesOf(mine.renderId).length
  const next = await submit(editor)
  await socket.until(() => placesOf(next.renderId)[0])
  t.equal(placesOf(mine.renderId).length, tellings, 'what is over has no place')
  const once = placesOf(next.renderId).length
  socket.subscribe([next.renderId])
  await socket.until(() => placesOf(next.renderId)[once])
  const ids = socket.heard.flatMap((message) => (message.type === 'places' ? message.places : []))
  t.strictSame(new Set(ids.map(({ renderId }) => renderId)), new Set([mine.renderId, next.renderId]))
})
