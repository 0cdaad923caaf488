import type { ChunkEvent, EventName, FramewrightEvent, OutputFile, RenderEvent } from '@framewright/schemas'

type DataOf<Name extends EventName> = Extract<FramewrightEvent, { type: Name }>['data']

/** Whole, valid event bodies for tests; a test names only what it is about. */
export const renderId = '0192f0c1-2f5e-7b7a-9a54-3a5b1a2c3d4e'
const sha256 = 'a'.repeat(64)

export const requested = (data: Partial<DataOf<'RenderRequested'>> = {}): RenderEvent => ({
  type: 'RenderRequested',
  data: {
    renderId,
    projectId: 'project-1',
    userId: 'ada',
    title: null,
    order: { sha256, sizeBytes: 100 },
    requestSha256: sha256,
    presets: ['standard'],
    class: 5,
    lane: 'cpu-s',
    frameCount: 240,
    frameRate: { num: 24, den: 1 },
    width: 1280,
    height: 720,
    ...data,
  },
})

export const claimed = (attempt: number, workerId = `worker-${attempt}`): RenderEvent => ({
  type: 'RenderClaimed',
  data: { attempt, workerId },
})

export const plan = (data: Partial<DataOf<'RenderPlanned'>> = {}): DataOf<'RenderPlanned'> => ({
  attempt: 1,
  mode: 'inline',
  plan: { sha256, sizeBytes: 1000 },
  encoder: 'libx264',
  fallbackReason: null,
  pipelineVersion: '1',
  ffmpegBuild: 'build',
  frameCount: 240,
  chunkCount: 1,
  hits: [],
  ...data,
})

export const planned = (data: Partial<DataOf<'RenderPlanned'>> = {}): RenderEvent => ({
  type: 'RenderPlanned',
  data: plan(data),
})

/** A plan of so many chunks: the sound, then pictures of equal length. */
export const chunkedPlan = (chunkCount: number, hits: readonly number[] = [], attempt = 1): RenderEvent =>
  planned({
    attempt,
    mode: 'chunked',
    frameCount: 60 * (chunkCount - 1),
    chunkCount,
    hits: [...hits],
    chunkFrames: Array.from({ length: chunkCount }, (_, number) => (number === 0 ? 0 : 60)),
  })

export const attemptFailed = (attempt: number, retryAt = '2026-01-01T00:00:02.000Z'): RenderEvent => ({
  type: 'RenderAttemptFailed',
  data: {
    attempt,
    workerId: `worker-${attempt}`,
    code: 'ENCODE_FAILED',
    message: 'ffmpeg ended with 1',
    stderrTail: ['boom'],
    retryAt,
  },
})

export const handedBack = (attempt: number): RenderEvent => ({
  type: 'RenderHandedBack',
  data: { attempt, workerId: `worker-${attempt}` },
})

export const output: OutputFile = {
  name: 'main',
  key: `outputs/${renderId}/1/main.mp4`,
  fileName: 'main.mp4',
  contentType: 'video/mp4',
  sha256,
  sizeBytes: 1234,
  frameCount: 240,
  media: {
    kind: 'video',
    container: 'mov,mp4,m4a,3gp,3g2,mj2',
    durationSeconds: 10,
    video: {
      codec: 'h264',
      width: 1280,
      height: 720,
      pixelFormat: 'yuv420p',
      frameRate: { num: 24, den: 1 },
      frameCount: 240,
      durationSeconds: 10,
      rotationDegrees: 0,
      hasAlpha: false,
    },
    audio: { codec: 'aac', sampleRateHz: 48000, channels: 2, durationSeconds: 10 },
  },
}

export const completed = (attempt: number): RenderEvent => ({
  type: 'RenderCompleted',
  data: { attempt, workerId: `worker-${attempt}`, outputs: [output], renderMs: 4000 },
})

export const failed = (attempt: number, data: Partial<DataOf<'RenderFailed'>> = {}): RenderEvent => ({
  type: 'RenderFailed',
  data: { attempt, code: 'ENCODE_FAILED', message: 'ffmpeg ended with 1', stderrTail: ['boom'], ...data },
})

export const cancelled: RenderEvent = { type: 'RenderCancelled', data: { by: 'ada' } }
export const retried: RenderEvent = { type: 'RenderRetried', data: { by: 'ada' } }
export const deleted: RenderEvent = { type: 'RenderDeleted', data: { by: 'ada' } }
export const expired: RenderEvent = { type: 'RenderExpired', data: { reason: 'age' } }

/** What may become of a chunk, in the words of a render where they are the same. */
export const chunk = {
  claimed: (attempt: number, workerId = `worker-${attempt}`): ChunkEvent => ({
    type: 'ChunkClaimed',
    data: { attempt, workerId },
  }),
  attemptFailed: (attempt: number, retryAt = '2026-01-01T00:00:02.000Z'): ChunkEvent => ({
    type: 'ChunkAttemptFailed',
    data: {
      ...{ attempt, workerId: `worker-${attempt}`, code: 'ENCODE_FAILED' },
      ...{ message: 'ffmpeg ended with 1', stderrTail: ['boom'], retryAt },
    },
  }),
  handedBack: (attempt: number): ChunkEvent => ({
    type: 'ChunkHandedBack',
    data: { attempt, workerId: `worker-${attempt}` },
  }),
  rendered: (attempt: number, data: Partial<DataOf<'ChunkRendered'>> = {}): ChunkEvent => ({
    type: 'ChunkRendered',
    data: {
      ...{ attempt, workerId: `worker-${attempt}`, key: sha256, sha256, sizeBytes: 1234, frameCount: 60 },
      ...{ reused: false, ...data },
    },
  }),
  failed: (attempt: number): ChunkEvent => ({
    type: 'ChunkFailed',
    data: { attempt, code: 'ENCODE_FAILED', message: 'ffmpeg ended with 1', stderrTail: ['boom'] },
  }),
} as const
