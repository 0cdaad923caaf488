import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { Lane } from '@framewright/schemas'
import Type, { type Static } from 'typebox'

/** No DATABASE_URL: a worker reads and appends events, and no more. */
export const WorkerConfig = Type.Object({
  EVENT_STORE_URL: Type.String({ description: 'esdb://… or postgres://…' }),
  NATS_URL: Type.String(),
  STORAGE_URL: Type.String({ description: 'file:///…' }),
  WORKER_ID: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]{1,100}$',
      description: 'A token of NATS subjects, of which no two workers may have the same at a time',
    }),
  ),
  WORKER_SLOTS: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 256,
      description: 'Films in 720p at a time, larger ones count for more; default: by cores and memory',
    }),
  ),
  WORKER_LANES: Type.Array(Lane, { minItems: 1, uniqueItems: true, default: ['cpu-s', 'cpu-l'] }),
  SCRATCH_DIR: Type.String({ description: 'Where attempts write; as fast and large as the machine has it' }),
  SCRATCH_MIN_FREE_BYTES: Type.Integer({
    minimum: 0,
    default: 64 * 1024 * 1024,
    description:
      'Nothing is begun before so much is free; at half of it the attempt that has written most is ended',
  }),
  RENDER_MAX_MEMORY_BYTES: Type.Optional(
    Type.Integer({
      minimum: 64 * 1024 * 1024,
      description: 'Of one ffmpeg; by default three quarters of what the machine or the container has',
    }),
  ),
  LOG_LEVEL: Type.String({ default: 'info' }),
  OTLP_ENDPOINT: Type.Optional(Type.String()),
  PROBE_HOST: Type.String({ default: '127.0.0.1' }),
  PROBE_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0, description: '0: any free one' }),
})
export type WorkerConfig = Static<typeof WorkerConfig>

/** The one that was given, or one that no other process has or will have. */
export function workerIdOf(given: string | undefined): string {
  if (given !== undefined) return given
  const host = hostname().replace(/[^A-Za-z0-9_-]+/g, '-')
  return `${host}-${process.pid}-${randomBytes(4).toString('hex')}`
}
