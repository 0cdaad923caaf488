import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'

/** For tests of packages that have no TypeBox of their own: is the value of the shape that crosses processes? */
export const matchesSchema = (schema: TSchema, value: unknown): boolean => Value.Check(schema, value)
