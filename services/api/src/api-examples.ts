import type {
  AssetView,
  Batch,
  ChunkKind,
  DrainingWorker,
  DryRun,
  Edit,
  FailureList,
  RenderChunks,
  RenderHistory,
  RenderView,
  SocketTicket,
  WorkerList,
} from '@framewright/schemas'
import { cpuEncoders, pipelineVersion, planRender, presets, resolveEdit } from '@framewright/timeline'

/** What the document at /docs shows: one edit, and what becomes of it. A test holds each to its schema. */
export interface Example {
  readonly body?: unknown
  /** By status. */
  readonly answers: Readonly<Record<number, unknown>>
}

const assetId = '6c1f7a52-33d0-5f1e-8f0a-2b9f8f1f0c11'
const renderId = '0198c3f2-7d1a-7c3e-9b55-2f6f5d0c8a10'
const sha256 = '5b11ac6c1b8ac1a8f6b9e7a5bd0a3ac2f3f2e1f64cd1f4f6a0f0b6d1c2e3f405'
const requestedAt = '2026-01-01T12:00:00.000Z'

const edit: Edit = {
  schemaVersion: 1,
  title: 'Two shots and a name',
  canvas: { width: 1280, height: 720, fps: 30 },
  tracks: [
    {
      kind: 'video',
      clips: [
        { type: 'video', asset: assetId, duration: 4, in: 10, fit: 'cover' },
        {
          type: 'video',
          asset: assetId,
          duration: 4,
          in: 60,
          fit: 'cover',
          transition: { type: 'crossfade', duration: 1 },
        },
      ],
    },
    {
      kind: 'video',
      clips: [
        {
          type: 'text',
          text: 'Big Buck Bunny',
          start: 0.5,
          duration: 2.5,
          size: 72,
          position: { x: 0.5, y: 0.8 },
        },
      ],
    },
  ],
  outputs: [{ name: 'film', preset: 'standard' }],
}

const batch: Batch = {
  template: {
    fields: { name: { type: 'text' }, seconds: { type: 'number', default: 2, maximum: 10 } },
    edit: {
      schemaVersion: 1,
      title: 'For {{name}}',
      canvas: { width: 1280, height: 720, fps: 30 },
      tracks: [
        {
          kind: 'video',
          clips: [{ type: 'text', text: 'Happy birthday, {{name}}!', duration: '{{seconds}}' }],
        },
      ],
      outputs: [{ name: 'film', preset: 'standard' }],
    },
  },
  rows: [{ name: 'Ada' }, { name: 'Grace', seconds: 3 }],
}

const asset: AssetView = {
  assetId,
  name: 'bunny.mp4',
  sha256,
  sizeBytes: 64_657_027,
  media: {
    kind: 'video',
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    durationSeconds: 596.46,
    video: {
      codec: 'h264',
      width: 1280,
      height: 720,
      pixelFormat: 'yuv420p',
      frameRate: { num: 24, den: 1 },
      frameCount: 14_315,
      durationSeconds: 596.458,
      rotationDegrees: 0,
      hasAlpha: false,
    },
    audio: { codec: 'aac', sampleRateHz: 48_000, channels: 2, durationSeconds: 596.459 },
  },
  createdAt: '2026-01-01T11:59:00.000Z',
}

const queued: RenderView = {
  renderId,
  projectId: 'holiday',
  title: 'Two shots and a name',
  status: 'queued',
  version: 0,
  presets: ['standard'],
  class: 5,
  lane: 'cpu-s',
  frameCount: 210,
  frameRate: { num: 30, den: 1 },
  width: 1280,
  height: 720,
  durationSeconds: 7,
  attempt: 0,
  workerId: null,
  encoder: null,
  fallbackReason: null,
  pipelineVersion: null,
  ffmpegBuild: null,
  planId: null,
  chunkCount: null,
  cacheHitRatio: null,
  wholeBecause: null,
  requestedAt,
  startedAt: null,
  finishedAt: null,
  updatedAt: requestedAt,
  retryAt: null,
  expiredAt: null,
  failure: null,
  outputs: [],
}

const finishedAt = '2026-01-01T12:00:05.214Z'
const ffmpegBuild = 'ffmpeg version 5.1.9'
const completed: RenderView = {
  ...queued,
  status: 'completed',
  version: 3,
  attempt: 1,
  workerId: 'worker-1',
  encoder: 'libx264',
  pipelineVersion,
  ffmpegBuild,
  planId: 2,
  chunkCount: 1,
  wholeBecause: 'it is short, or nothing in it can be cut',
  startedAt: '2026-01-01T12:00:00.031Z',
  finishedAt,
  updatedAt: finishedAt,
  outputs: [
    {
      name: 'film',
      fileName: 'film.mp4',
      contentType: 'video/mp4',
      sha256,
      sizeBytes: 2_345_678,
      frameCount: 210,
      media: asset.media,
      href: `/api/video-editor/renders/${renderId}/download?output=film`,
    },
  ],
}
const cancelled: RenderView = {
  ...queued,
  status: 'cancelled',
  version: 1,
  finishedAt,
  updatedAt: finishedAt,
}

const chunks: RenderChunks = {
  renderId,
  planId: 2,
  chunks: [
    { ...chunkOf(0, 'sound', 0, 14_400), state: 'rendered', version: 1, attempt: 1, workerId: 'worker-1' },
    { ...chunkOf(1, 'pictures', 0, 150), state: 'hit', version: -1, attempt: 0, workerId: null },
    { ...chunkOf(2, 'pictures', 150, 150), state: 'running', version: 0, attempt: 1, workerId: 'worker-2' },
  ],
}

function chunkOf(number: number, kind: ChunkKind, startFrame: number, frameCount: number) {
  return { number, kind, startFrame, frameCount, updatedAt: requestedAt }
}

const history: RenderHistory = {
  renderId,
  events: [
    {
      eventId: '0198c3f2-7d1b-7a10-8c11-0b1c2d3e4f50',
      type: 'RenderClaimed',
      revision: 1,
      recordedAt: '2026-01-01T12:00:00.031Z',
      data: { attempt: 1, workerId: 'worker-1' },
      sinceRequestMs: 31,
      causationId: '0198c3f2-7d1a-7e20-9d22-1c2d3e4f5061',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
  ],
}

const workers: WorkerList = {
  connected: true,
  workers: [
    {
      workerId: 'worker-1',
      lanes: ['cpu-s', 'cpu-l'],
      slots: 1,
      busy: 0,
      load: {
        cores: 2,
        loadAverage: 0.4,
        memoryBytes: 8_589_934_592,
        freeMemoryBytes: 6_442_450_944,
      },
      draining: false,
      ffmpegBuild,
      encoders: [{ name: 'libx264', usable: true, reason: null }],
      startedAt: '2026-01-01T11:58:00.000Z',
      seenAt: '2026-01-01T12:00:05.000Z',
    },
  ],
}

const queue = {
  lanes: [
    {
      lane: 'cpu-s',
      waiting: 1,
      running: 0,
      oldestWaitingSeconds: 0.8,
      classes: [{ class: 5, waiting: 1, running: 0 }],
    },
  ],
  renders: [
    {
      renderId,
      projectId: 'holiday',
      title: queued.title,
      lane: 'cpu-s',
      class: 5,
      status: 'queued',
      queuedAt: requestedAt,
      position: 1,
      estimate: { startsInSeconds: 4.2, endsInSeconds: 6.3 },
    },
  ],
}

const figures = {
  from: '2025-12-31T12:00:00.000Z',
  to: requestedAt,
  byStatus: { queued: 1, running: 0, retrying: 0, completed: 12, failed: 0, cancelled: 1, deleted: 0 },
  renderTime: { count: 12, p50Ms: 5_100, p95Ms: 9_800 },
  queueWait: { count: 12, p50Ms: 28, p95Ms: 2_400 },
  completedPerHour: 0.5,
  outputSecondsPerHour: 3.5,
}

const draining: DrainingWorker = { workerId: 'worker-1', draining: true }

const ticket: SocketTicket = { ticket: 'eyJhbGciOi…', expiresAt: '2026-01-01T12:00:30.000Z' }

const failures: FailureList = {
  failures: [
    {
      ...{ renderId: queued.renderId, userId: 'ada', projectId: queued.projectId, title: queued.title },
      attempt: 3,
      failedAt: finishedAt,
      failure: {
        code: 'ENCODE_FAILED',
        message: 'ffmpeg ended with code 1',
        stderrTail: ['[error] Conversion failed!'],
      },
    },
  ],
  nextCursor: null,
}

export const examples: Readonly<Record<string, Example>> = {
  'POST /projects/{projectId}/render': { body: edit, answers: { 200: dryRunOfEdit(), 202: queued } },
  'POST /projects/{projectId}/batch': {
    body: batch,
    answers: {
      202: {
        renders: [
          { ...queued, title: 'For Ada', frameCount: 60, durationSeconds: 2 },
          { ...queued, title: 'For Grace', frameCount: 90, durationSeconds: 3 },
        ],
      },
    },
  },
  'GET /projects/{projectId}/render': { answers: { 200: { renders: [queued], nextCursor: null } } },
  'GET /renders': { answers: { 200: { renders: [completed], nextCursor: null } } },
  'GET /renders/{renderId}': { answers: { 200: completed } },
  'DELETE /renders/{renderId}': {
    answers: { 200: { ...completed, status: 'deleted', version: 4, outputs: [] } },
  },
  'POST /renders/{renderId}/cancel': { answers: { 202: cancelled } },
  'POST /renders/{renderId}/retry': { answers: { 202: { ...queued, version: 2 } } },
  'GET /renders/{renderId}/chunks': { answers: { 200: chunks } },
  'GET /renders/{renderId}/events': { answers: { 200: history } },
  'GET /renders/queue': { answers: { 200: queue } },
  'GET /renders/metrics': { answers: { 200: figures } },
  'GET /renders/failures': { answers: { 200: failures } },
  'GET /renders/workers': { answers: { 200: workers } },
  'POST /workers/{workerId}/drain': { answers: { 202: draining } },
  'POST /assets': { answers: { 200: asset, 201: asset } },
  'GET /assets': { answers: { 200: { assets: [asset], nextCursor: null } } },
  'GET /assets/{assetId}': { answers: { 200: asset } },
  'GET /presets': { answers: { 200: { presets } } },
  'POST /ws-ticket': { answers: { 200: ticket } },
}

/** Made by the functions themselves, so that it cannot go out of date. */
function dryRunOfEdit(): DryRun {
  const resolution = resolveEdit(edit, new Map([[assetId, asset]]))
  if (!resolution.ok) throw new Error('the example of an edit is wrong')
  const { timeline, warnings } = resolution
  const { frameCount, frameRate, width, height, lane } = timeline
  const plan = planRender(timeline, { encoders: cpuEncoders, pipelineVersion })
  const durationSeconds = (frameCount * frameRate.den) / frameRate.num
  const shape = { frameCount, frameRate, width, height, durationSeconds }
  const wholeBecause = 'it is short: less than 15 s'
  const whole = { chunks: [], wholeBecause, framesToRender: frameCount, estimatedSeconds: 2.1 }
  return {
    ...shape,
    lane,
    class: timeline.class,
    encoder: plan.encoder,
    pipelineVersion,
    plan,
    warnings,
    ...whole,
  }
}
