import { randomUUID } from 'node:crypto'
import type { AssetRow, Database, RenderRow } from '@framewright/read-model'
import { openDatabase, saveRenders } from '@framewright/read-model'
import { withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { output } from '../../../test/support/render-facts.ts'

const sha256 = 'b'.repeat(64)

/** A whole, valid row; a test names only what it is about. */
export const renderRow = (row: Partial<RenderRow> = {}): RenderRow => ({
  render_id: randomUUID(),
  user_id: 'ada',
  project_id: 'project-1',
  title: 'A film',
  status: 'queued',
  version: 0,
  request_sha256: sha256,
  order_sha256: sha256,
  presets: ['standard', 'web'],
  class: 5,
  lane: 'cpu-s',
  slots: 1,
  work: 222,
  frame_count: 240,
  frame_rate_num: 24000,
  frame_rate_den: 1001,
  width: 1280,
  height: 720,
  attempt: 0,
  worker_id: null,
  encoder: null,
  fallback_reason: null,
  pipeline_version: null,
  ffmpeg_build: null,
  plan_id: null,
  chunk_count: null,
  cache_hit_ratio: null,
  whole_because: null,
  requested_at: at(0),
  queued_at: at(0),
  started_at: null,
  finished_at: null,
  updated_at: at(0),
  retry_at: null,
  deleted_at: null,
  expired_at: null,
  render_ms: null,
  failure: null,
  outputs: [],
  ...row,
})

export const completedRow = (row: Partial<RenderRow> = {}): RenderRow =>
  renderRow({
    status: 'completed',
    version: 3,
    attempt: 1,
    worker_id: 'worker-1',
    encoder: 'libx264',
    pipeline_version: '1',
    ffmpeg_build: 'build',
    plan_id: 2,
    chunk_count: 1,
    cache_hit_ratio: null,
    whole_because: 'it is short',
    started_at: at(1),
    finished_at: at(5),
    updated_at: at(5),
    render_ms: 4000,
    outputs: [output],
    ...row,
  })

export const assetRow = (row: Partial<AssetRow> = {}): AssetRow => ({
  asset_id: randomUUID(),
  user_id: 'ada',
  name: 'bunny.mp4',
  sha256,
  size_bytes: 5_000_000_000,
  media: output.media,
  version: 0,
  created_at: at(0),
  removed_at: null,
  ...row,
})

/** Seconds after some instant. */
export const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + Math.round(seconds * 1000))

interface Teardown {
  teardown(release: () => unknown): void
}

export async function withReadModel(t: Teardown, { maxConnections = 4 } = {}): Promise<Database> {
  const { url } = await withDatabase(t)
  const db = openDatabase({ url, maxConnections, log: quietLog })
  t.teardown(() => db.close())
  return db
}

export const save = (db: Database, ...rows: RenderRow[]): Promise<void> =>
  db.kysely.transaction().execute((tx) => saveRenders(tx, rows))
