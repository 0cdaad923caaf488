import Type, { type Static } from 'typebox'

export const StandaloneConfig = Type.Object({
  API_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080, description: '0: any free one' }),
  DATA_FOLDER: Type.String({ default: '.framewright' }),
  EVENT_STORE_URL: Type.Optional(
    Type.String({
      pattern: '^(esdb|esdb\\+discover|postgres|postgresql)://',
      description: 'An event store in place of the one that comes along: esdb://… or postgres://…',
    }),
  ),
  WORKERS: Type.Optional(Type.Integer({ minimum: 0, maximum: 256 })),
})
export type StandaloneConfig = Static<typeof StandaloneConfig>
