import { test } from 'tap'
import type { RenderCommand } from '@framewright/domain'
import { given } from '../../../test/support/given.ts'
import {
  attemptFailed,
  cancelled,
  claimed,
  completed,
  deleted,
  expired,
  failed,
  handedBack,
  output,
  plan,
  planned,
  requested,
  retried,
} from '../../../test/support/render-facts.ts'

const claim: RenderCommand = { type: 'ClaimRender', workerId: 'worker-x' }
const nowMs = Date.parse('2026-01-01T00:00:00.000Z')

const fail = (attempt: number, retryable = true): RenderCommand => ({
  type: 'FailAttempt',
  attempt,
  code: 'ENCODE_FAILED',
  message: 'ffmpeg ended with 1',
  stderrTail: ['boom'],
  retryable,
  nowMs,
})
const complete = (attempt: number): RenderCommand => ({
  type: 'CompleteRender',
  attempt,
  outputs: [output],
  renderMs: 4000,
})
const by = { by: 'ada' }

test('a render is requested once', async () => {
  const request = requested()
  if (request.type !== 'RenderRequested') throw new Error('not a request')
  given().when({ type: 'RequestRender', data: request.data }).then(request)
  given(request).when({ type: 'RequestRender', data: request.data }).thenNothing()
})

test('a claim takes the next attempt number, which never restarts', async () => {
  given(requested()).when(claim).then(claimed(1, 'worker-x'))
  given(requested(), claimed(1)).when(claim).then(claimed(2, 'worker-x'))
  given(requested(), claimed(1), failed(1), retried).when(claim).then(claimed(2, 'worker-x'))
})

test('after three claims without a word the next taker fails the render, and nobody else', async () => {
  const lost = [requested(), claimed(1), claimed(2), claimed(3)]
  given(...lost)
    .when(claim)
    .then(
      failed(3, {
        code: 'WORKER_LOST',
        message: '3 workers in a row were lost while they rendered this',
        stderrTail: [],
      }),
    )
  given(...lost)
    .when(complete(3))
    .then(completed(3))
})

test('an attempt that was handed back costs nothing', async () => {
  const drained = [1, 2, 3, 4].flatMap((attempt) => [claimed(attempt), handedBack(attempt)])
  given(requested(), ...drained)
    .when(claim)
    .then(claimed(5, 'worker-x'))
})

test('a failure that may pass is tried again after two seconds, doubling, and the third is for good', async () => {
  given(requested(), claimed(1)).when(fail(1)).then(attemptFailed(1, '2026-01-01T00:00:02.000Z'))
  given(requested(), claimed(1), attemptFailed(1), claimed(2))
    .when(fail(2))
    .then(attemptFailed(2, '2026-01-01T00:00:04.000Z'))
  given(requested(), claimed(1), attemptFailed(1), claimed(2), attemptFailed(2), claimed(3))
    .when(fail(3))
    .then(failed(3))
})

test('a failure that cannot pass is for good at once', async () => {
  given(requested(), claimed(1)).when(fail(1, false)).then(failed(1))
})

test('a retry by hand begins a new run with a new budget', async () => {
  const run = [requested(), claimed(1), claimed(2), claimed(3), failed(3), retried]
  given(...run, claimed(4))
    .when(fail(4))
    .then(attemptFailed(4, '2026-01-01T00:00:02.000Z'))
})

test('only the holder of the latest claim may plan, hand back, fail or complete', async () => {
  const superseded = [requested(), claimed(1), claimed(2)]
  given(...superseded)
    .when(complete(1))
    .thenRejected('CLAIM_LOST')
  given(...superseded)
    .when(fail(1))
    .thenRejected('CLAIM_LOST')
  given(...superseded)
    .when({ type: 'HandBack', attempt: 1 })
    .thenRejected('CLAIM_LOST')
  given(...superseded)
    .when({ type: 'RecordPlan', plan: plan({ attempt: 1 }) })
    .thenRejected('CLAIM_LOST')
  given(...superseded)
    .when({ type: 'RecordPlan', plan: plan({ attempt: 2 }) })
    .then(planned({ attempt: 2 }))
  given(...superseded)
    .when(complete(2))
    .then(completed(2))
})

test('nothing is completed twice, and nothing after a cancel', async () => {
  given(requested(), claimed(1), completed(1)).when(complete(1)).thenRejected('CLAIM_LOST')
  given(requested(), claimed(1), cancelled).when(complete(1)).thenRejected('CLAIM_LOST')
  given(requested(), claimed(1), cancelled).when(claim).thenRejected('RENDER_FINISHED')
})

test('a chunked plan ends the claim, gives the assembly a new budget and is bounded in number', async () => {
  const chunked = (attempt: number) => planned({ attempt, mode: 'chunked' })
  given(requested(), claimed(1), chunked(1)).when(complete(1)).thenRejected('CLAIM_LOST')
  const assembly = [requested(), claimed(1), claimed(2), claimed(3), chunked(3), claimed(4)]
  given(...assembly)
    .when(claim)
    .then(claimed(5, 'worker-x'))
  const thrice = [claimed(1), chunked(1), claimed(2), chunked(2), claimed(3), chunked(3), claimed(4)]
  given(requested(), ...thrice)
    .when({ type: 'RecordPlan', plan: plan({ attempt: 4, mode: 'chunked' }) })
    .then(
      failed(4, {
        code: 'PLAN_INVALID',
        message: 'no plan of this run could be carried through; 3 were made',
        stderrTail: [],
      }),
    )
})

test('who works on a chunk may put another plan in place of its own, while that is current', async () => {
  const { attempt: _, ...other } = plan({ attempt: 1, mode: 'chunked' })
  const replace = (planId: bigint): RenderCommand => ({ type: 'ReplacePlan', planId, plan: other })
  const chunked = planned({ attempt: 1, mode: 'chunked' })
  const running = [requested(), claimed(1), chunked]
  given(...running)
    .when(replace(2n))
    .then(chunked)
  given(...running)
    .when(replace(1n))
    .thenRejected('CLAIM_LOST')
  given(...running, chunked)
    .when(replace(2n))
    .thenRejected('CLAIM_LOST')
  given(...running, cancelled)
    .when(replace(2n))
    .thenRejected('CLAIM_LOST')
})

test('a plan in one piece in place of one in chunks ends the claim, and its render has a budget of its own', async () => {
  const { attempt: _, ...whole } = plan()
  const chunked = planned({ mode: 'chunked' })
  given(requested(), claimed(1), claimed(2), chunked)
    .when({ type: 'ReplacePlan', planId: 3n, plan: whole })
    .then(planned({ attempt: 2 }))
  const assembling = [requested(), claimed(1), chunked, claimed(2), claimed(3), planned({ attempt: 3 })]
  given(...assembling)
    .when(complete(3))
    .thenRejected('CLAIM_LOST')
  given(...assembling, claimed(4), claimed(5))
    .when(claim)
    .then(claimed(6, 'worker-x'))
  given(...assembling, claimed(4), planned({ attempt: 4 }))
    .when(complete(4))
    .then(completed(4))
})

test('inline plans are as many as the attempts, handed back or not', async () => {
  const drained = [1, 2, 3, 4].flatMap((attempt) => [
    claimed(attempt),
    planned({ attempt }),
    handedBack(attempt),
  ])
  given(requested(), ...drained, claimed(5))
    .when({ type: 'RecordPlan', plan: plan({ attempt: 5 }) })
    .then(planned({ attempt: 5 }))
})

test('cancel ends every open state once', async () => {
  const cancel: RenderCommand = { type: 'CancelRender', ...by }
  given(requested()).when(cancel).then(cancelled)
  given(requested(), claimed(1)).when(cancel).then(cancelled)
  given(requested(), claimed(1), attemptFailed(1)).when(cancel).then(cancelled)
  given(requested(), cancelled).when(cancel).thenNothing()
  given(requested(), claimed(1), completed(1)).when(cancel).thenRejected('RENDER_ALREADY_COMPLETED')
  given(requested(), claimed(1), failed(1)).when(cancel).thenRejected('RENDER_FINISHED')
  given().when(cancel).thenRejected('RENDER_UNKNOWN')
})

test('retry reopens what failed or was cancelled, and is idempotent while open', async () => {
  const retry: RenderCommand = { type: 'RetryRender', ...by }
  given(requested(), claimed(1), failed(1)).when(retry).then(retried)
  given(requested(), cancelled).when(retry).then(retried)
  given(requested(), cancelled, retried).when(retry).thenNothing()
  given(requested(), claimed(1), completed(1)).when(retry).thenRejected('RENDER_NOT_RETRYABLE')
  given(requested(), cancelled, deleted).when(retry).thenRejected('RENDER_DELETED')
})

test('outputs expire once, and only those of what is completed', async () => {
  const expire: RenderCommand = { type: 'ExpireOutputs', reason: 'age' }
  given(requested(), claimed(1), completed(1)).when(expire).then(expired)
  given(requested(), claimed(1), completed(1), expired).when(expire).thenNothing()
  given(requested(), claimed(1), completed(1), expired, deleted).when(expire).thenNothing()
  given(requested(), claimed(1), failed(1)).when(expire).thenNothing()
  given(requested(), claimed(1)).when(expire).thenNothing()
  const remove: RenderCommand = { type: 'DeleteRender', ...by }
  given(requested(), claimed(1), completed(1), expired).when(remove).then(deleted)
})

test('delete implies cancel, and is idempotent', async () => {
  const remove: RenderCommand = { type: 'DeleteRender', ...by }
  given(requested(), claimed(1)).when(remove).then(cancelled, deleted)
  given(requested(), claimed(1), completed(1)).when(remove).then(deleted)
  given(requested(), cancelled, deleted).when(remove).thenNothing()
  given(requested(), cancelled, deleted)
    .when({ type: 'CancelRender', ...by })
    .thenRejected('RENDER_DELETED')
})
