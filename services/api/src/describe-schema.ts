/** The part of JSON Schema that our TypeBox schemas use. */
export interface Schema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null'
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly format?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly multipleOf?: number
  readonly description?: string
}

const nouns = {
  object: 'an object',
  array: 'a list',
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
} as const

/** What a schema takes, in words that complete "must be …". */
export function describeSchema(schema: Schema): string {
  const values = allowedValues(schema)
  if (values !== null)
    return values.length === 1 ? quoted(values[0]) : `one of ${values.map(quoted).join(', ')}`
  if (schema.anyOf) return [...new Set(schema.anyOf.map(describeSchema))].join(', or ')
  switch (schema.type) {
    case 'number':
    case 'integer':
      return nouns[schema.type] + describeRange(schema)
    case 'string':
      if (schema.format !== undefined) return `a ${schema.format}`
      return nouns.string + describeCount(schema.minLength, schema.maxLength, 'characters')
    case 'array':
      return nouns.array + describeCount(schema.minItems, schema.maxItems, 'items')
    case 'object':
    case 'boolean':
    case 'null':
      return nouns[schema.type]
    default:
      return 'something else'
  }
}

/** The closed list of values that a schema takes, or null when it is not closed. */
export function allowedValues(schema: Schema): readonly unknown[] | null {
  if ('const' in schema) return [schema.const]
  if (schema.enum) return schema.enum
  if (!schema.anyOf) return null
  const lists = schema.anyOf.map(allowedValues)
  return lists.every((list) => list !== null) ? lists.flat() : null
}

function describeRange({ minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf }: Schema): string {
  const bounds = [
    minimum === undefined ? null : `at least ${minimum}`,
    exclusiveMinimum === undefined ? null : `greater than ${exclusiveMinimum}`,
    maximum === undefined ? null : `at most ${maximum}`,
    exclusiveMaximum === undefined ? null : `less than ${exclusiveMaximum}`,
    multipleOf === undefined ? null : `a multiple of ${multipleOf}`,
  ].filter((bound) => bound !== null)
  return bounds.length === 0 ? '' : ` (${bounds.join(', ')})`
}

function describeCount(least: number | undefined, most: number | undefined, unit: string): string {
  const bounds = [
    least === undefined || least === 0 ? null : `at least ${least}`,
    most === undefined ? null : `at most ${most}`,
  ].filter((bound) => bound !== null)
  return bounds.length === 0 ? '' : ` (${bounds.join(', ')} ${unit})`
}

const longestQuote = 60

/** A value as a message shows it; what a caller sent may be of any length. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text
}

const longestWord = 40

/** The word that was probably meant: the nearest one, when it is near. */
export function nearestWord(word: string, words: readonly string[]): string | null {
  if (word.length > longestWord) return null
  const reach = Math.max(1, Math.floor(word.length / 3))
  let nearest: string | null = null
  let least = reach + 1
  for (const candidate of words) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase())
    if (distance < least) [nearest, least] = [candidate, distance]
  }
  return nearest
}

/** Letters to be added, left out, replaced or swapped with their neighbour. */
function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity
  for (let i = 1; i <= a.length; i += 1) {
    rows.push([i])
    for (let j = 1; j <= b.length; j += 1) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      rows[i]!.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped))
    }
  }
  return at(a.length, b.length)
}
