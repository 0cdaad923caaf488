import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Type, { type Static } from 'typebox'

const Bytes = (usual: number, description: string) =>
  Type.Integer({ minimum: 1, default: usual, description })

export const ApiConfig = Type.Object({
  EVENT_STORE_URL: Type.String({ description: 'esdb://… or postgres://…' }),
  DATABASE_URL: Type.String({ description: 'postgres://…, of the read model' }),
  NATS_URL: Type.String({ description: 'nats://…' }),
  STORAGE_URL: Type.String({ description: 'file:///an/absolute/path' }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  OTLP_ENDPOINT: Type.Optional(Type.String()),
  API_HOST: Type.String({ default: '127.0.0.1' }),
  API_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080, description: '0: any free one' }),
  AUTH_SECRET: Type.String({ minLength: 32, description: 'Signs and checks the tokens' }),
  UPLOAD_DIR: Type.String({
    default: join(tmpdir(), 'framewright-uploads'),
    description: 'Where uploads lie until they have been probed: best on the file system of the storage',
  }),
  ALLOWED_ORIGINS: Type.Array(Type.String(), {
    default: [],
    description: 'Origins of web editors that may call from a browser; * is any',
  }),
  MAX_EDIT_BYTES: Bytes(4 * 1024 ** 2, 'Of the body of a submitted edit'),
  MAX_UPLOAD_BYTES: Bytes(20 * 1024 ** 3, 'Of an uploaded file'),
  MAX_SOCKETS_PER_USER: Type.Integer({ minimum: 1, default: 20 }),
  MAX_PROBES: Type.Integer({ minimum: 1, default: 2, description: 'Uploads that are probed at once' }),
})
export type ApiConfig = Static<typeof ApiConfig>
