import { test } from 'tap'
import { evolve, absentRender } from '@framewright/domain'
import { assetRowAfter, renderRowAfter } from '@framewright/projector'
import type { AssetRow, RenderRow } from '@framewright/read-model'
import type { AssetEvent, RenderEvent } from '@framewright/schemas'
import * as facts from '../../../test/support/render-facts.ts'
import { lives } from './history.ts'

const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 0, 0, second))

const rowAfter = (...events: RenderEvent[]): RenderRow | undefined =>
  events.reduce<RenderRow | undefined>(
    (row, event, index) => renderRowAfter(row, { event, revision: BigInt(index), recordedAt: at(index) }),
    undefined,
  )

test('a row says the same of status, attempt, holder and retry as the domain', async (t) => {
  for (const life of lives) {
    let render = absentRender
    let row: RenderRow | undefined
    for (const [index, event] of life.entries()) {
      const revision = BigInt(index)
      render = evolve(render, event, revision)
      row = renderRowAfter(row, { event, revision, recordedAt: at(index) })
      const place = `after ${life
        .slice(0, index + 1)
        .map(({ type }) => type)
        .join(', ')}`
      t.equal(row.status, render.status, place)
      t.equal(row.version, index, place)
    }
  }
})

test('a render that is completed shows what was made, and by whom', async (t) => {
  t.match(rowAfter(facts.requested(), facts.claimed(1), facts.planned(), facts.completed(1)), {
    status: 'completed',
    attempt: 1,
    worker_id: 'worker-1',
    encoder: 'libx264',
    requested_at: at(0),
    started_at: at(1),
    finished_at: at(3),
    render_ms: 4000,
    outputs: [facts.output],
    failure: null,
  })
})

test('outputs that have expired are listed still, with the time since when they are not there', async (t) => {
  const done = [facts.requested(), facts.claimed(1), facts.completed(1)]
  t.match(rowAfter(...done), { expired_at: null })
  t.match(rowAfter(...done, facts.expired), {
    ...{ status: 'completed', expired_at: at(3), finished_at: at(2), outputs: [facts.output] },
  })
  t.match(rowAfter(...done, facts.expired, facts.deleted), { status: 'deleted', outputs: [] })
})

test('a failed attempt shows why and when it is tried again, and the next claim forgets it', async (t) => {
  const failedOnce = [facts.requested(), facts.claimed(1), facts.attemptFailed(1)]
  t.match(rowAfter(...failedOnce), {
    status: 'retrying',
    worker_id: null,
    retry_at: new Date('2026-01-01T00:00:02.000Z'),
    failure: { code: 'ENCODE_FAILED', stderrTail: ['boom'] },
  })
  t.match(rowAfter(...failedOnce, facts.claimed(2)), {
    status: 'running',
    attempt: 2,
    worker_id: 'worker-2',
    retry_at: null,
    failure: null,
    started_at: at(1),
  })
})

test('a retry begins anew: no plan, no failure, another time in the queue', async (t) => {
  const row = rowAfter(facts.requested(), facts.claimed(1), facts.planned(), facts.failed(1), facts.retried)
  t.match(row, {
    status: 'queued',
    encoder: null,
    failure: null,
    requested_at: at(0),
    queued_at: at(4),
    started_at: null,
    finished_at: null,
  })
})

test('a row says how its render was planned, until it is retried', async (t) => {
  const claimedOnce = [facts.requested(), facts.claimed(1)]
  const unplanned = { plan_id: null, chunk_count: null, cache_hit_ratio: null, whole_because: null }
  t.match(rowAfter(...claimedOnce), unplanned)
  const whole = facts.planned({ wholeBecause: 'it is short' })
  t.match(rowAfter(...claimedOnce, whole), {
    ...{ plan_id: 2, chunk_count: 1, cache_hit_ratio: null, whole_because: 'it is short' },
  })
  // Of 60 + 20 + 40 frames the last two are there; the sound, which is there as well, is no frame.
  const chunkFrames = [0, 60, 20, 40]
  const planned = facts.planned({
    mode: 'chunked',
    chunkCount: 4,
    chunkFrames,
    hits: [0, 2, 3],
    frameCount: 120,
  })
  t.match(rowAfter(...claimedOnce, planned), {
    ...{ plan_id: 2, chunk_count: 4, cache_hit_ratio: 0.5, whole_because: null, worker_id: null },
  })
  const instead = rowAfter(...claimedOnce, planned, facts.claimed(2), whole)
  t.match(instead, { plan_id: 4, chunk_count: 1, cache_hit_ratio: null, worker_id: null })
  t.match(rowAfter(...claimedOnce, planned, facts.claimed(2), facts.failed(2), facts.retried), unplanned)
  const wrong = facts.planned({ mode: 'chunked', chunkCount: 4, chunkFrames: [60] })
  t.throws(() => rowAfter(...claimedOnce, wrong), /of 4 chunks 1 say how long they are/)
})

test('a deleted render is a tombstone without files', async (t) => {
  const row = rowAfter(facts.requested(), facts.claimed(1), facts.completed(1), facts.deleted)
  t.match(row, { status: 'deleted', deleted_at: at(3), outputs: [], user_id: 'ada', project_id: 'project-1' })
})

test('an event that the row has seen changes nothing, and one that comes too early is a bug', async (t) => {
  const row = rowAfter(facts.requested(), facts.claimed(1))
  const again = { event: facts.claimed(1), revision: 1n, recordedAt: at(9) }
  t.equal(renderRowAfter(row, again), row)
  t.equal(renderRowAfter(row, { ...again, event: facts.requested(), revision: 0n }), row)
  t.throws(
    () => renderRowAfter(row, { event: facts.completed(1), revision: 3n, recordedAt: at(9) }),
    /expects 2/,
  )
  t.throws(() => renderRowAfter(undefined, { ...again, revision: 0n }), /begins with RenderClaimed/)
})

test('an asset is there until it is removed', async (t) => {
  const { sha256, sizeBytes, media } = facts.output
  const stored: AssetEvent = {
    type: 'AssetStored',
    data: { assetId: facts.renderId, userId: 'ada', name: 'bunny.mp4', sha256, sizeBytes, media },
  }
  const row: AssetRow = assetRowAfter(undefined, { event: stored, revision: 0n, recordedAt: at(0) })
  t.match(row, { asset_id: facts.renderId, name: 'bunny.mp4', created_at: at(0), removed_at: null })
  const removed = {
    event: { type: 'AssetRemoved', data: { by: 'ada' } },
    revision: 1n,
    recordedAt: at(1),
  } as const
  t.match(assetRowAfter(row, removed), { removed_at: at(1), version: 1 })
  t.throws(() => assetRowAfter(undefined, { ...removed, revision: 0n }), /begins with AssetRemoved/)
})
