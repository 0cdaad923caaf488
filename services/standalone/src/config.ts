import Type, { type Static } from 'typebox'

export const StandaloneConfig = Type.Object({
  API_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080, description: '0: any free one' }),
  DATA_FOLDER: Type.String({ default: '.framewright' }),
  WORKERS: Type.Optional(Type.Integer({ minimum: 0, maximum: 256 })),
})
export type StandaloneConfig = Static<typeof StandaloneConfig>
