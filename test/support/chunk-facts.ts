import type { ChunkEvent } from '@framewright/schemas'

type DataOf<Name extends ChunkEvent['type']> = Extract<ChunkEvent, { type: Name }>['data']

/** Whole, valid event bodies for tests; a test names only what it is about. */
const boom = { code: 'ENCODE_FAILED', message: 'ffmpeg ended with 1', stderrTail: ['boom'] } as const

export const chunkClaimed = (attempt = 1, workerId = `worker-${attempt}`): ChunkEvent => ({
  type: 'ChunkClaimed',
  data: { attempt, workerId },
})

export const chunkAttemptFailed = (attempt = 1, retryAt = '2026-01-01T00:00:02.000Z'): ChunkEvent => ({
  type: 'ChunkAttemptFailed',
  data: { attempt, workerId: `worker-${attempt}`, ...boom, stderrTail: [...boom.stderrTail], retryAt },
})

export const chunkHandedBack = (attempt = 1): ChunkEvent => ({
  type: 'ChunkHandedBack',
  data: { attempt, workerId: `worker-${attempt}` },
})

export const chunkRendered = (data: Partial<DataOf<'ChunkRendered'>> = {}): ChunkEvent => ({
  type: 'ChunkRendered',
  data: {
    attempt: 1,
    workerId: 'worker-1',
    key: 'c'.repeat(64),
    sha256: 'd'.repeat(64),
    sizeBytes: 1000,
    frameCount: 120,
    reused: false,
    ...data,
  },
})

export const chunkFailed = (data: Partial<DataOf<'ChunkFailed'>> = {}): ChunkEvent => ({
  type: 'ChunkFailed',
  data: { attempt: 1, ...boom, stderrTail: [...boom.stderrTail], ...data },
})
