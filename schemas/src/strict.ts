import { Type, type Static, type TObjectOptions, type TProperties, type TSchema } from 'typebox'

/** An object that refuses keys it does not know: a misspelt option is an error, never a silent default. */
export function Strict<P extends TProperties>(properties: P, options: TObjectOptions = {}) {
  return Type.Object(properties, { ...options, additionalProperties: false })
}

/** One of a closed list of words. */
export function OneOf<const V extends readonly string[]>(values: V, options: Record<string, unknown> = {}) {
  return Type.Unsafe<V[number]>(Type.Enum([...values], options))
}

export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'A lower-case UUID',
})

export const Sha256 = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'A SHA-256 in lower-case hex' })

export const Timestamp = Type.String({ description: 'An instant in UTC, ISO 8601 with milliseconds' })

/** A blob in storage, named by what it holds. */
export const BlobRef = Strict({ sha256: Sha256, sizeBytes: Type.Integer({ minimum: 0 }) })
export type BlobRef = Static<typeof BlobRef>

/** An exact ratio, such as a frame rate: 24000/1001. */
export const Rational = Strict({
  num: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  den: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
})
export type Rational = Static<typeof Rational>

export const Nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()])
