import type { Watcher } from '@framewright/api'
import { saveRenders } from '@framewright/read-model'
import type { RenderView } from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { withApi } from './api.ts'
import { submit } from './edits.ts'
import { connect, endSockets } from './socket-client.ts'

t.teardown(endSockets)

test('a reader that falls behind gets no backlog but a fresh snapshot, and nobody else is held up', async (t) => {
  const watchers: Watcher[] = []
  const api = await withApi(t, {
    projecting: false,
    settings: { ownWriteTimeoutMs: 10 },
    deps: ({ hub }) => ({
      hub: {
        ...hub,
        join: (watcher) => {
          watchers.push(watcher)
          return hub.join(watcher)
        },
      },
    }),
  })
  const user = api.user()
  const view = await submit(user)
  const slow = await connect(api, user)
  slow.subscribe('*')
  await slow.until((heard) => heard[0])
  const quick = await connect(api, user)
  quick.subscribe('*')
  await quick.until((heard) => heard[0])

  slow.socket.pause()
  const failure = {
    code: 'ENCODE_FAILED' as const,
    message: 'x',
    stderrTail: [String.prototype.padEnd.call('', 500_000, 'x')],
  }
  const changes = 80
  for (let version = 1; version <= changes; version += 1) {
    const change: RenderView = { ...view, version, failure }
    for (const watcher of watchers) watcher.offer(change)
    await quick.untilVersion(view.renderId, version)
  }
  t.equal(quick.versionsOf(view.renderId).length, changes, 'the quick one has heard of each')

  // Where the row stands by the time the slow one reads again.
  await api.database.kysely
    .transaction()
    .execute((tx) => saveRenders(tx, [rowOf(view, user.userId, changes + 1)]))
  slow.socket.resume()
  await slow.untilVersion(view.renderId, changes + 1)
  const heard = slow.versionsOf(view.renderId)
  t.ok(heard.length < changes, `it was spared ${changes - heard.length} changes`)
  t.equal(slow.heard.at(-1)?.type, 'snapshot')
  await eventually(() => {
    if (slow.heard.filter(({ type }) => type === 'snapshot').length !== 2)
      throw new Error('one snapshot more')
  })
})

function rowOf(view: RenderView, userId: string, version: number) {
  const { renderId, projectId, frameRate } = view
  return {
    ...{ render_id: renderId, user_id: userId, project_id: projectId, title: null, version },
    ...{ status: view.status, presets: view.presets, class: view.class, lane: view.lane, attempt: 0 },
    ...{ request_sha256: '', order_sha256: '', frame_count: view.frameCount },
    ...{ width: 640, height: 360, slots: 1, work: 1 },
    ...{ frame_rate_num: frameRate.num, frame_rate_den: frameRate.den, worker_id: null, encoder: null },
    ...{ fallback_reason: null, pipeline_version: null, ffmpeg_build: null, requested_at: new Date() },
    ...{ queued_at: new Date(), started_at: null, finished_at: null, updated_at: new Date(), retry_at: null },
    ...{ plan_id: null, chunk_count: null, cache_hit_ratio: null, whole_because: null },
    ...{ deleted_at: null, expired_at: null, render_ms: null, failure: null, outputs: [] },
  }
}
