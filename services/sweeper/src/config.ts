import Type, { type Static } from 'typebox'

const gibibyte = 1024 ** 3

export const SweeperConfig = Type.Object({
  DATABASE_URL: Type.String({ description: 'postgres://…, of the read model' }),
  STORAGE_URL: Type.String({ description: 'file:///…, where the cache is' }),
  CACHE_MAX_BYTES: Type.Integer({ minimum: 0, default: 50 * gibibyte }),
  CACHE_MAX_AGE_DAYS: Type.Integer({ minimum: 1, default: 30, description: 'Of what nobody has used since' }),
  LOGS_MAX_AGE_DAYS: Type.Optional(
    Type.Integer({ minimum: 1, description: 'By default logs are kept for as long as their render is' }),
  ),
  LOG_LEVEL: Type.String({ default: 'info' }),
  OTLP_ENDPOINT: Type.Optional(Type.String()),
  PROBE_HOST: Type.String({ default: '127.0.0.1' }),
  PROBE_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0, description: '0: any free one' }),
})
export type SweeperConfig = Static<typeof SweeperConfig>
