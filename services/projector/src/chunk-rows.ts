/**
 * Pure: a chunked plan -> the rows of its chunks; an event of a chunk's stream -> the row it leads to. State, attempt and
 * holder follow the domain's `evolveChunk`; a chunk that was a hit has no stream.
 */
import assert from 'node:assert/strict'
import type { ChunkRow } from '@framewright/read-model'
import type { ChunkEvent, RenderEvent } from '@framewright/schemas'
import type { Recorded } from './render-rows.ts'

export type PlannedData = Extract<RenderEvent, { type: 'RenderPlanned' }>['data']

export interface PlannedRender {
  readonly renderId: string
  readonly planId: number
  readonly plannedAt: Date
}

/** The pictures lie one behind the other; the sound, which has no frames of its own, is as long as the film. */
export function chunkRowsOf(
  planned: PlannedData,
  { renderId, planId, plannedAt }: PlannedRender,
): ChunkRow[] {
  const hits = new Set(planned.hits)
  let end = 0
  return framesOf(planned).map((frames, number) => {
    const isSound = frames === 0
    const start = isSound ? 0 : end
    end += frames
    return {
      render_id: renderId,
      plan_id: planId,
      number,
      kind: isSound ? 'sound' : 'pictures',
      start_frame: start,
      frame_count: isSound ? planned.frameCount : frames,
      state: hits.has(number) ? 'hit' : 'waiting',
      version: -1,
      attempt: 0,
      worker_id: null,
      updated_at: plannedAt,
    }
  })
}

/** The share of the frames that need not be rendered. The sound has none. */
export function hitRatioOf(planned: PlannedData): number {
  const frames = framesOf(planned)
  const total = sum(frames)
  assert(total > 0, 'a plan of chunks has no pictures')
  return sum([...new Set(planned.hits)].map((number) => frames[number] ?? 0)) / total
}

/** The first plans do not say: then they are shown as equal as can be. */
function framesOf({ chunkCount, frameCount, chunkFrames }: PlannedData): readonly number[] {
  if (chunkFrames === undefined) {
    const border = (number: number) => Math.floor((number * frameCount) / chunkCount)
    return Array.from({ length: chunkCount }, (_, number) => border(number + 1) - border(number))
  }
  assert(
    chunkFrames.length === chunkCount,
    `of ${chunkCount} chunks ${chunkFrames.length} say how long they are`,
  )
  return chunkFrames
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0)

/** As for renders: what the row has seen already changes nothing, and a gap is a bug. */
export function chunkRowAfter(
  row: ChunkRow,
  { event, revision, recordedAt }: Recorded<ChunkEvent>,
): ChunkRow {
  const version = Number(revision)
  if (version <= row.version) return row
  assert(
    version === row.version + 1,
    `${event.type} has revision ${version} where the row expects ${row.version + 1}`,
  )
  return { ...row, ...changeOf(event), version, updated_at: recordedAt }
}

function changeOf(event: ChunkEvent): Partial<ChunkRow> {
  switch (event.type) {
    case 'ChunkClaimed':
      return { state: 'running', attempt: event.data.attempt, worker_id: event.data.workerId }
    case 'ChunkAttemptFailed':
      return { state: 'retrying', worker_id: null }
    case 'ChunkHandedBack':
      return { state: 'waiting', worker_id: null }
    case 'ChunkRendered':
      return { state: 'rendered', worker_id: event.data.workerId }
    case 'ChunkFailed':
      return { state: 'failed', worker_id: null }
    default:
      return unknownEvent(event)
  }
}

function unknownEvent(event: never): never {
  throw new assert.AssertionError({ message: `chunk rows do not know ${JSON.stringify(event)}` })
}
