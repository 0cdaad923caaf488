import type {
  ChunkKind,
  FaultCode,
  Lane,
  MediaFacts,
  OutputFile,
  RenderStatus,
  WorkItem,
} from '@framewright/schemas'
import type { ColumnType, Generated, Selectable } from 'kysely'

/** JSON columns are written as text: pg would send a JavaScript array as a Postgres array. */
type Json<T> = ColumnType<T, string, string>

export interface RenderFailure {
  code: FaultCode
  message: string
  stderrTail: string[]
}

/** One row a render, kept as a tombstone after it was deleted. `version` is the revision of its stream. */
export interface RendersTable {
  render_id: string
  user_id: string
  project_id: string
  title: string | null
  status: RenderStatus
  version: number
  request_sha256: string
  order_sha256: string
  presets: string[]
  class: number
  lane: Lane
  frame_count: number
  frame_rate_num: number
  frame_rate_den: number
  width: number
  height: number
  /** What it takes of a worker, and how much there is to do for it. */
  slots: number
  work: number
  attempt: number
  /** Who holds the render, or who completed it. */
  worker_id: string | null
  encoder: string | null
  fallback_reason: string | null
  pipeline_version: string | null
  ffmpeg_build: string | null
  /** Of the newest plan of this run: the revision of its RenderPlanned. */
  plan_id: number | null
  chunk_count: number | null
  cache_hit_ratio: number | null
  whole_because: string | null
  requested_at: Date
  /** When this run began to wait: with the request, or with the last retry by its user. */
  queued_at: Date
  /** The first claim of this run. */
  started_at: Date | null
  finished_at: Date | null
  updated_at: Date
  retry_at: Date | null
  deleted_at: Date | null
  /** When its outputs were given up: they are listed still, and not there. */
  expired_at: Date | null
  render_ms: number | null
  /** Why the last attempt ended badly: set while `retrying` or `failed`. */
  failure: Json<RenderFailure> | null
  outputs: Json<OutputFile[]>
}

/** One row a chunk of the newest plan of a render. `version` is the revision of its own stream; -1: it has none yet. */
export interface RenderChunksTable {
  render_id: string
  plan_id: number
  number: number
  kind: ChunkKind
  start_frame: number
  frame_count: number
  state: 'waiting' | 'running' | 'retrying' | 'rendered' | 'failed' | 'hit'
  version: number
  attempt: number
  /** Who holds the chunk, or has rendered it. */
  worker_id: string | null
  updated_at: Date
}

export interface AssetsTable {
  asset_id: string
  user_id: string
  name: string
  sha256: string
  size_bytes: number
  media: Json<MediaFacts>
  version: number
  created_at: Date
  removed_at: Date | null
}

/** How far each follower of the event store has come. */
export interface CheckpointsTable {
  follower: string
  position: string
}

/**
 * The dispatcher's work that is waiting, or released and unfinished. A render has one row, or one for each chunk of its plan
 * that is not there yet: as long as it is open, it has at least one.
 */
export interface BacklogTable {
  item_id: string
  render_id: string
  user_id: string
  lane: Lane
  class: number
  kind: WorkItem['kind']
  /** Which plan a chunk or an assembly is of: the revision of its RenderPlanned. */
  plan_id: number | null
  chunk_number: number | null
  /** What the item takes of a worker. */
  slots: number
  /** How much there is to do for it, in millions of weighted pixels. */
  work: number
  /** What its render would, made in one piece. */
  film_slots: number
  film_work: number
  /** Of the last event of the item's stream that the row knows; -1: a chunk that has none. */
  revision: number
  /** Failed: a chunk that is not tried again, until the end of its render comes. */
  state: 'waiting' | 'released' | 'failed'
  queued_at: Date
  due_at: Date
  released_at: Date | null
  /** Whose claim is the latest. */
  worker_id: string | null
  traceparent: string | null
}

/** A consumer group of RENDER_EVENTS, as it is made again after the stream was lost. */
export interface NotedGroup {
  name: string
  config: Readonly<Record<string, unknown>>
}

/** One row: what the dispatcher must know when JetStream was wiped. Not derived from the events. */
export interface RelayStateTable {
  only_row: Generated<boolean>
  note_position: string | null
  events_stream_created_at: string | null
  consumer_groups: Json<NotedGroup[]>
}

/** Tickets for a WebSocket that were used and would be valid still. Not derived from the events. */
export interface SocketTicketsTable {
  ticket_id: string
  expires_at: Date
}

/** What the cache of chunks holds, one row a key: an index, for the storage alone knows when a chunk was used last. */
export interface CachedChunksTable {
  key: string
  size_bytes: number
  made_at: Date
  last_used_at: Date
  /** Of the last inventory that has found it in storage. */
  listed_at: Date | null
}

export interface Tables {
  renders: RendersTable
  render_chunks: RenderChunksTable
  assets: AssetsTable
  checkpoints: CheckpointsTable
  backlog: BacklogTable
  relay_state: RelayStateTable
  socket_tickets: SocketTicketsTable
  cached_chunks: CachedChunksTable
}

export type RenderRow = Selectable<RendersTable>
export type ChunkRow = Selectable<RenderChunksTable>
export type AssetRow = Selectable<AssetsTable>
export type BacklogRow = Selectable<BacklogTable>
export type CachedChunkRow = Selectable<CachedChunksTable>
export type RelayStateRow = Selectable<RelayStateTable>
