import { beatPresence } from '@framewright/jetstream'
import type { DryRun, RenderPolicy, WorkerList, WorkerPresence } from '@framewright/schemas'
import t, { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { withApi } from './api.ts'
import { textEdit } from './edits.ts'

const api = await withApi(t)

const presence = (workerId: string, encoders: string[]): WorkerPresence => ({
  workerId,
  lanes: ['cpu-s'],
  slots: 2,
  holds: ['render-1'],
  draining: false,
  ffmpegBuild: 'build',
  encoders: encoders.map((name) => ({ name, usable: true, reason: null })),
  pid: 1,
  host: 'here',
  startedAt: new Date().toISOString(),
  at: new Date().toISOString(),
})

const workersFor = async (roles: readonly ('user' | 'operator')[]) =>
  (await api.user('ada', roles).request('GET', '/renders/workers')).json<WorkerList>()

const dryRun = async (policy: RenderPolicy = {}) => {
  const body = { ...textEdit(), policy }
  const answer = await api.user().request('POST', '/projects/p/render?dryRun', { body })
  const { warnings, encoder, lane } = answer.json<DryRun>()
  return { codes: warnings.map(({ code }) => code), encoder, lane }
}

test('workers are shown while they beat, what they hold and where they run to operators alone', async (t) => {
  t.strictSame(await workersFor(['user']), { connected: true, workers: [] })
  t.strictSame((await dryRun()).codes, ['NO_WORKER'])

  const worker = presence('worker-1', ['libvpx-vp9'])
  await eventually(async () => {
    beatPresence(api.nats, worker)
    if ((await workersFor(['user'])).workers.length === 0) throw new Error('not heard')
  })
  const [shown] = (await workersFor(['user'])).workers
  t.match(shown, { workerId: 'worker-1', slots: 2, busy: 1, draining: false })
  t.notOk('holds' in shown! || 'host' in shown!)
  t.match((await workersFor(['operator'])).workers, [{ holds: ['render-1'], host: 'here', pid: 1 }])
  t.strictSame((await dryRun()).codes, ['ENCODER_MISSING'], 'and the fleet is told to lack what it lacks')

  await eventually(async () => {
    for (const each of [worker, presence('worker-2', ['libx264', 'h264_vaapi'])]) beatPresence(api.nats, each)
    if ((await workersFor(['user'])).workers.length < 2) throw new Error('not heard')
  })
  t.match(await dryRun(), { codes: [], encoder: 'libx264', lane: 'cpu-s' })
  t.match(await dryRun({ encoder: 'auto' }), { codes: [], encoder: 'h264_vaapi' })
  t.match(await dryRun({ encoder: 'nvenc' }), {
    codes: ['ENCODER_FALLBACK'],
    encoder: 'libx264',
    lane: 'cpu-s',
  })
  t.match(await dryRun({ encoder: 'nvenc', fallback: false }), { codes: ['ENCODER_MISSING'], lane: 'gpu' })
  await eventually(async () => {
    if ((await workersFor(['user'])).workers.length > 0) throw new Error('it is still there')
  })
})
