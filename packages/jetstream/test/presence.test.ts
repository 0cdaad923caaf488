import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import {
  announceCancel,
  answerHolds,
  askHolder,
  askToDrain,
  beatPresence,
  onCancel,
  onDrain,
  onProgress,
  publishProgress,
  watchPresence,
} from '@framewright/jetstream'
import type { RenderProgress, WorkerPresence } from '@framewright/schemas'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { startTcpProxy } from '../../../test/support/tcp-proxy.ts'
import { openLink, withLink } from './link.ts'

// With the dots that hosts have in their names.
const workerId = 'render-3.eu.example.org-17-x'

test('a worker says what it holds and what it does not', async (t) => {
  const { nats, link } = await withLink(t)
  const worker = await openLink(t, nats.url, 'worker')
  const stop = answerHolds(worker, workerId, (itemId) => itemId === 'render-1')
  await worker.roundTrip(1_000)
  t.equal(await askHolder(link, workerId, 'render-1'), 'holds')
  t.equal(await askHolder(link, workerId, 'render-2'), 'does-not-hold')
  stop()
  await worker.roundTrip(1_000)
  t.equal(await askHolder(link, workerId, 'render-1'), 'no-responders')
})

test('a worker whose connection is gone is known to be gone in milliseconds', async (t) => {
  const { nats, link } = await withLink(t)
  const worker = await openLink(t, nats.url, 'worker')
  answerHolds(worker, workerId, () => true)
  await worker.roundTrip(1_000)
  await worker.close()
  const askedMs = performance.now()
  t.equal(await askHolder(link, workerId, 'render-1'), 'no-responders')
  t.ok(performance.now() - askedMs < 500, 'without waiting for the time-out')
})

test('silence is told from being cut off oneself by a round trip', async (t) => {
  const { nats, link } = await withLink(t)
  const proxy = await startTcpProxy(nats.port)
  t.teardown(() => proxy.close())
  const frozen = await openLink(t, `nats://127.0.0.1:${proxy.port}`, 'frozen')
  answerHolds(frozen, workerId, () => true)
  await frozen.roundTrip(1_000)
  proxy.swallow(true)
  t.equal(await askHolder(link, workerId, 'render-1', { timeoutMs: 200 }), 'silent')
  t.equal(await askHolder(frozen, 'somebody', 'render-1', { timeoutMs: 200 }), 'cut-off')
  await nats.kill()
  await eventually(async () => {
    assert.equal(await askHolder(link, workerId, 'render-1', { timeoutMs: 200 }), 'cut-off')
  })
})

test('who was itself stopped while it asked takes the answer that lay there for an answer', async (t) => {
  const { nats, link } = await withLink(t)
  const script = fileURLToPath(new URL('answering-worker.ts', import.meta.url))
  const child = spawn(process.execPath, [...process.execArgv, script, nats.url, workerId])
  t.teardown(() => child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  const asking = askHolder(link, workerId, 'render-1', { timeoutMs: 300 })
  await new Promise(setImmediate)
  // Nothing of this process runs until the answer has come and its time is over.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000)
  t.equal(await asking, 'holds')
})

test('a worker is told to drain as often as anybody likes, and says that it does', async (t) => {
  const { nats, link } = await withLink(t)
  const worker = await openLink(t, nats.url, 'worker')
  let told = 0
  const stop = onDrain(worker, workerId, () => (told += 1))
  await worker.roundTrip(1_000)
  t.equal(await askToDrain(link, workerId), 'draining')
  t.equal(await askToDrain(link, workerId), 'draining')
  t.equal(told, 2)
  t.equal(await askToDrain(link, 'somebody'), 'no-responders')
  stop()
  await worker.roundTrip(1_000)
  t.equal(await askToDrain(link, workerId), 'no-responders')
})

const presence: WorkerPresence = {
  workerId,
  lanes: ['cpu-s'],
  slots: 2,
  holds: ['render-1'],
  draining: false,
  ffmpegBuild: '5.1.9',
  encoders: [{ name: 'libx264', usable: true, reason: null }],
  pid: 17,
  host: 'render-3.eu.example.org',
  startedAt: '2026-01-01T00:00:00.000Z',
  at: '2026-01-01T00:00:01.000Z',
}

const progress: RenderProgress = {
  renderId: '0192f0c1-2f5e-7b7a-9a54-3a5b1a2c3d4e',
  attempt: 1,
  phase: 'encoding',
  frame: 12,
  frameCount: 240,
  fraction: 0.05,
  framesPerSecond: 24,
  etaSeconds: 9.5,
  at: '2026-01-01T00:00:01.000Z',
}

test('presence, progress and cancels are heard, after the broker was away too; nonsense is not', async (t) => {
  const { nats, link } = await withLink(t)
  const heard: unknown[] = []
  watchPresence(link, (beat) => heard.push(beat))
  onProgress(link, (tick) => heard.push(tick))
  onCancel(link, (renderId) => heard.push(renderId))
  const sender = await openLink(t, nats.url, 'sender')
  await link.roundTrip(1_000)

  const sendAll = () => {
    sender.connection.publish('presence.somebody', '{"workerId":1}')
    sender.connection.publish('progress.something', 'no json')
    beatPresence(sender, presence)
    publishProgress(sender, progress)
    announceCancel(sender, progress.renderId)
  }
  sendAll()
  const all = [presence, progress, progress.renderId]
  await eventually(() => {
    if (heard.length < 3) throw new Error(`${heard.length} are heard`)
  })
  t.same(heard, all)

  await nats.kill()
  await nats.start()
  await eventually(() => {
    if (!link.isConnected || !sender.isConnected) throw new Error('not connected yet')
  })
  heard.length = 0
  await link.roundTrip(1_000)
  sendAll()
  await eventually(() => {
    if (heard.length < 3) throw new Error(`${heard.length} are heard`)
  })
  t.same(heard, all)
})
