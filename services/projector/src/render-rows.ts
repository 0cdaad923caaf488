/**
 * Pure: an event of a render's stream -> the row it leads to. Status, attempt, holder and retry time follow the domain's
 * `evolve`; the rest is what REST and WebSocket show.
 */
import assert from 'node:assert/strict'
import { costOf } from '@framewright/domain'
import type { RenderRow } from '@framewright/read-model'
import type { RenderEvent } from '@framewright/schemas'
import { hitRatioOf } from './chunk-rows.ts'

/** An event in its current shape, with its place in its stream. */
export interface Recorded<E> {
  readonly event: E
  readonly revision: bigint
  readonly recordedAt: Date
}

/**
 * The row after the event. An event that the row has seen already changes nothing and returns the very same row; one
 * that comes too early is a bug: the feed is in order and leaves nothing out.
 */
export function renderRowAfter(row: RenderRow | undefined, recorded: Recorded<RenderEvent>): RenderRow {
  const { event, revision, recordedAt } = recorded
  const version = Number(revision)
  if (row !== undefined && version <= row.version) return row
  const expected = row === undefined ? 0 : row.version + 1
  assert(version === expected, `${event.type} has revision ${version} where the row expects ${expected}`)
  if (event.type === 'RenderRequested') return requestedRow(event.data, recordedAt)
  assert(row !== undefined, `the stream of a render begins with ${event.type}`)
  return { ...row, ...changeOf(row, event, version, recordedAt), version, updated_at: recordedAt }
}

type DataOf<Name extends RenderEvent['type']> = Extract<RenderEvent, { type: Name }>['data']
type LaterEvent = Exclude<RenderEvent, { type: 'RenderRequested' }>

function requestedRow(data: DataOf<'RenderRequested'>, at: Date): RenderRow {
  return {
    render_id: data.renderId,
    user_id: data.userId,
    project_id: data.projectId,
    title: data.title,
    status: 'queued',
    version: 0,
    request_sha256: data.requestSha256,
    order_sha256: data.order.sha256,
    presets: data.presets,
    class: data.class,
    lane: data.lane,
    frame_count: data.frameCount,
    frame_rate_num: data.frameRate.num,
    frame_rate_den: data.frameRate.den,
    width: data.width,
    height: data.height,
    ...costOf(data),
    attempt: 0,
    worker_id: null,
    ...unplanned,
    requested_at: at,
    queued_at: at,
    started_at: null,
    finished_at: null,
    updated_at: at,
    retry_at: null,
    deleted_at: null,
    expired_at: null,
    render_ms: null,
    failure: null,
    outputs: [],
  }
}

const unplanned = {
  encoder: null,
  fallback_reason: null,
  pipeline_version: null,
  ffmpeg_build: null,
  plan_id: null,
  chunk_count: null,
  cache_hit_ratio: null,
  whole_because: null,
} as const
const unheld = { worker_id: null, retry_at: null } as const

function changeOf(row: RenderRow, event: LaterEvent, revision: number, at: Date): Partial<RenderRow> {
  switch (event.type) {
    case 'RenderClaimed': {
      const { attempt, workerId } = event.data
      return {
        status: 'running',
        attempt,
        worker_id: workerId,
        started_at: row.started_at ?? at,
        retry_at: null,
        failure: null,
      }
    }
    case 'RenderPlanned': {
      const { encoder, fallbackReason, pipelineVersion, ffmpegBuild, mode } = event.data
      const { chunkCount, wholeBecause } = event.data
      return {
        encoder,
        fallback_reason: fallbackReason,
        pipeline_version: pipelineVersion,
        ffmpeg_build: ffmpegBuild,
        plan_id: revision,
        chunk_count: chunkCount,
        cache_hit_ratio: mode === 'chunked' ? hitRatioOf(event.data) : null,
        whole_because: wholeBecause ?? null,
        // A chunked plan ends the claim, and so does what takes its place.
        ...(mode === 'chunked' || row.cache_hit_ratio !== null ? { worker_id: null } : {}),
      }
    }
    case 'RenderAttemptFailed': {
      const { code, message, stderrTail, retryAt } = event.data
      return {
        status: 'retrying',
        worker_id: null,
        retry_at: new Date(retryAt),
        failure: { code, message, stderrTail },
      }
    }
    case 'RenderHandedBack':
      return { status: 'queued', worker_id: null }
    case 'RenderCompleted': {
      const { workerId, outputs, renderMs } = event.data
      return {
        status: 'completed',
        worker_id: workerId,
        retry_at: null,
        finished_at: at,
        render_ms: renderMs,
        outputs,
      }
    }
    case 'RenderFailed': {
      const { code, message, stderrTail } = event.data
      return { status: 'failed', ...unheld, finished_at: at, failure: { code, message, stderrTail } }
    }
    case 'RenderCancelled':
      return { status: 'cancelled', ...unheld, finished_at: at, failure: null }
    case 'RenderRetried':
      return {
        status: 'queued',
        ...unheld,
        ...unplanned,
        queued_at: at,
        started_at: null,
        finished_at: null,
        failure: null,
      }
    case 'RenderDeleted':
      // A tombstone: what it was stays known, the files and what they were are gone.
      return { status: 'deleted', ...unheld, deleted_at: at, failure: null, outputs: [] }
    case 'RenderExpired':
      // What they were stays known.
      return { expired_at: at }
    default:
      return unknownEvent(event)
  }
}

function unknownEvent(event: never): never {
  throw new assert.AssertionError({ message: `render rows do not know ${JSON.stringify(event)}` })
}
