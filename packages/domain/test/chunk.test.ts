import assert from 'node:assert/strict'
import { test } from 'tap'
import {
  chunkItemId,
  chunkOf,
  chunkStream,
  decideChunk,
  evolveChunk,
  isChunkOpen,
  RenderRejected,
  waitingChunk,
  type ChunkCommand,
} from '@framewright/domain'
import type { ChunkEvent } from '@framewright/schemas'
import { renderId } from '../../../test/support/render-facts.ts'

const nowMs = Date.parse('2026-01-01T00:00:00.000Z')
const rendered = {
  key: 'a'.repeat(64),
  sha256: 'b'.repeat(64),
  sizeBytes: 1000,
  frameCount: 60,
  reused: false,
}
const stderrTail = ['boom']
const lost = { code: 'ENCODE_FAILED', message: 'ffmpeg ended with 1', stderrTail } as const
const claim: ChunkCommand = { type: 'ClaimChunk', workerId: 'worker-x' }
const fail = (attempt: number, retryable = true): ChunkCommand => ({
  ...{ type: 'FailAttempt', attempt, retryable, nowMs },
  ...lost,
})

const claimed = (attempt: number, workerId = `worker-${attempt}`): ChunkEvent => ({
  type: 'ChunkClaimed',
  data: { attempt, workerId },
})
const handedBack: ChunkEvent = { type: 'ChunkHandedBack', data: { attempt: 1, workerId: 'worker-1' } }
const done: ChunkEvent = {
  type: 'ChunkRendered',
  data: { attempt: 1, workerId: 'worker-1', ...rendered },
}
const failed = (attempt: number): ChunkEvent => ({
  type: 'ChunkFailed',
  data: { attempt, ...lost, stderrTail: [...stderrTail] },
})
const attemptFailed = (attempt: number, retryAt: string): ChunkEvent => ({
  type: 'ChunkAttemptFailed',
  data: { attempt, workerId: `worker-${attempt}`, ...lost, stderrTail: [...stderrTail], retryAt },
})

const fold = (...past: ChunkEvent[]) =>
  past.reduce((chunk, event, at) => evolveChunk(chunk, event, BigInt(at)), waitingChunk)

const isLost = (error: unknown) => error instanceof RenderRejected && error.code === 'CLAIM_LOST'

test('a chunk goes the way that the diagram shows', async (t) => {
  t.match(fold(claimed(1)), { status: 'running', attempt: 1, holder: { workerId: 'worker-1' }, revision: 0n })
  t.match(fold(claimed(1), handedBack), { status: 'waiting', holder: null, claimsSpent: 0 })
  const retryAt = '2026-01-01T00:00:02.000Z'
  t.match(fold(claimed(1), attemptFailed(1, retryAt)), { status: 'waiting', holder: null, retryAt })
  t.match(fold(claimed(1), done), { status: 'rendered', holder: null })
  t.match(fold(claimed(1), failed(1)), { status: 'failed', holder: null })
  t.same([fold(claimed(1)), fold(claimed(1), done)].map(isChunkOpen), [true, false])
  t.throws(() => evolveChunk(fold(claimed(1)), done, 3n), /does not follow/)
})

test('a chunk is claimed by an attempt that never restarts, also over one that says nothing', async (t) => {
  t.same(decideChunk(claim, waitingChunk), [claimed(1, 'worker-x')])
  t.same(decideChunk(claim, fold(claimed(1))), [claimed(2, 'worker-x')])
  t.same(decideChunk(claim, fold(claimed(1), handedBack)), [claimed(2, 'worker-x')])
  t.throws(() => decideChunk(claim, fold(claimed(1), done)), { code: 'RENDER_FINISHED' })
})

test('after three claims without a word the next taker fails the chunk', async (t) => {
  const [event] = decideChunk(claim, fold(claimed(1), claimed(2), claimed(3)))
  t.match(event, { type: 'ChunkFailed', data: { attempt: 3, code: 'WORKER_LOST' } })
})

test('what a worker says of a chunk counts while the chunk is its own', async (t) => {
  const complete: ChunkCommand = { type: 'CompleteChunk', attempt: 1, rendered }
  t.same(decideChunk(complete, fold(claimed(1))), [done])
  t.same(decideChunk({ type: 'HandBack', attempt: 1 }, fold(claimed(1))), [handedBack])
  for (const command of [complete, fail(1), { type: 'HandBack', attempt: 1 } as const]) {
    assert.throws(() => decideChunk(command, fold(claimed(1), claimed(2))), isLost)
    assert.throws(() => decideChunk(command, fold(claimed(1), done)), isLost)
  }
})

test('a chunk that fails is tried again, later each time, and given up after three attempts', async (t) => {
  t.same(decideChunk(fail(1), fold(claimed(1))), [attemptFailed(1, '2026-01-01T00:00:02.000Z')])
  t.same(decideChunk(fail(2), fold(claimed(1), claimed(2))), [attemptFailed(2, '2026-01-01T00:00:04.000Z')])
  t.same(decideChunk(fail(3), fold(claimed(1), claimed(2), claimed(3))), [failed(3)])
  t.same(decideChunk(fail(1, false), fold(claimed(1))), [failed(1)])
})

test('a chunk has a stream of its own, which says what it belongs to', async (t) => {
  const place = { renderId, planId: 12n, number: 3 }
  t.equal(chunkStream(place), `chunk-${renderId}.12.3`)
  t.same(chunkOf(chunkStream(place)), place)
  t.equal(chunkItemId(place), `chunk-${renderId}-12-3`)
  t.throws(() => chunkOf(`render-${renderId}`), /is not the stream of a chunk/)
})
