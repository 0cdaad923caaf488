import Type, { type Static } from 'typebox'

export const DispatcherConfig = Type.Object({
  EVENT_STORE_URL: Type.String({ description: 'esdb://… or postgres://…' }),
  DATABASE_URL: Type.String({ description: 'postgres://…, of the read model and the backlog' }),
  NATS_URL: Type.String({ description: 'nats://…, with JetStream' }),
  OUTPUTS_MAX_AGE_DAYS: Type.Optional(
    Type.Integer({ minimum: 1, description: 'By default outputs are kept until they are deleted' }),
  ),
  OUTPUTS_MAX_BYTES: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Of the outputs of all renders; by default there is no bound' }),
  ),
  LOG_LEVEL: Type.String({ default: 'info' }),
  OTLP_ENDPOINT: Type.Optional(Type.String()),
  PROBE_HOST: Type.String({ default: '127.0.0.1' }),
  PROBE_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0, description: '0: any free one' }),
})
export type DispatcherConfig = Static<typeof DispatcherConfig>
