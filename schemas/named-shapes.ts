import type { TSchema } from 'typebox'
import { canonicalJson } from './src/index.ts'
import * as schemas from './src/index.ts'

/** Shorter ones are read more easily where they occur. */
const leastCharacters = 300

const isSchema = (value: unknown): value is TSchema =>
  typeof value === 'object' && value !== null && ('type' in value || 'anyOf' in value)

/** Of everything that the package exports, by its JSON. */
const names = new Map(
  Object.entries(schemas)
    .filter(([, value]) => isSchema(value))
    .map(([name, schema]) => [canonicalJson(schema), name] as const)
    .filter(([json]) => json.length > leastCharacters),
)

/**
 * A schema as it is published: shapes that have a name are written once, under `$defs`, and referred to where they occur.
 * A clip is part of tracks and of compositions, and an easing of every number that may move.
 */
export function withNamedShapes(schema: TSchema): object {
  const shapes = new Map<string, unknown>()
  const refer = (value: unknown, isRoot = false): unknown => {
    if (Array.isArray(value)) return value.map((item) => refer(item))
    if (typeof value !== 'object' || value === null) return value
    const name = isRoot ? undefined : names.get(canonicalJson(value))
    if (name === undefined) return inside(value)
    if (!shapes.has(name)) {
      shapes.set(name, null)
      shapes.set(name, inside(value))
    }
    return { $ref: `#/$defs/${name}` }
  }
  const inside = (value: object) =>
    Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, refer(inner)]))
  const document = refer(JSON.parse(JSON.stringify(schema)), true) as object
  if (shapes.size === 0) return document
  return { ...document, $defs: Object.fromEntries([...shapes].sort(([a], [b]) => (a < b ? -1 : 1))) }
}
