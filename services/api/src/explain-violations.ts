import { Value } from 'typebox/value'
import type { TSchema } from 'typebox'
import type { ProblemDetail } from '@framewright/schemas'
import { allowedValues, describeSchema, nearestWord, quoted, type Schema } from './describe-schema.ts'

/** As many as anybody corrects in one go; it bounds the answer to a hostile body. */
export const mostViolations = 100

type ViolationCode =
  | 'UNKNOWN_KEY'
  | 'MISSING_KEY'
  | 'WRONG_TYPE'
  | 'NOT_ALLOWED'
  | 'OUT_OF_RANGE'
  | 'WRONG_LENGTH'
  | 'WRONG_FORMAT'

/**
 * Every place where a value does not fit its schema: the pointer, what is wrong and what to write instead. Runs only
 * after a compiled validator has said no. A validator's own list of errors cannot be used: it names every variant of a
 * union that does not fit, where the `type` that was written says which one was meant.
 */
export function explainViolations(schema: TSchema, value: unknown, base = ''): ProblemDetail[] {
  const found: ProblemDetail[] = []
  explain(schema, value, base, found)
  return found.length > 0 ? found.slice(0, mostViolations) : [disagreement(base)]
}

function explain(schema: Schema, value: unknown, pointer: string, found: ProblemDetail[]): void {
  if (found.length >= mostViolations) return
  if (schema.allOf) for (const part of schema.allOf) explain(part, value, pointer, found)
  const values = allowedValues(schema)
  if (values !== null) return explainClosed(values, value, pointer, found)
  if (schema.anyOf) return explainUnion(schema, schema.anyOf, value, pointer, found)
  if (schema.type === undefined) return
  if (!fitsType(schema.type, value)) {
    return add(found, pointer, 'WRONG_TYPE', `must be ${describeSchema(schema)}, not ${shape(value)}`, schema)
  }
  if (Array.isArray(value)) return explainList(schema, value, pointer, found)
  if (isObject(value)) return explainObject(schema, value, pointer, found)
  if (typeof value === 'string') return explainString(schema, value, pointer, found)
  if (typeof value === 'number') explainNumber(schema, value, pointer, found)
}

function explainClosed(
  values: readonly unknown[],
  value: unknown,
  pointer: string,
  found: ProblemDetail[],
): void {
  if (values.includes(value)) return
  const words = values.filter((one) => typeof one === 'string')
  const meant = typeof value === 'string' ? nearestWord(value, words) : null
  found.push({
    pointer,
    code: 'NOT_ALLOWED',
    message: `${quoted(value)} is not allowed here`,
    remedy: `${meant === null ? 'Use' : `Did you mean ${quoted(meant)}? Use`} ${values.length === 1 ? '' : 'one of '}${values.map(quoted).join(', ')}.`,
  })
}

/** Narrows a union down to the variant that was meant, and explains that one. */
function explainUnion(
  schema: Schema,
  variants: readonly Schema[],
  value: unknown,
  pointer: string,
  found: ProblemDetail[],
): void {
  const candidates = variants.filter((variant) => mayBe(variant, value))
  if (candidates.length === 0) {
    return add(found, pointer, 'WRONG_TYPE', `must be ${describeSchema(schema)}, not ${shape(value)}`, schema)
  }
  if (isObject(value) && candidates.length > 1) {
    const tag = tagOf(candidates)
    if (tag !== null) return explainTagged(candidates, tag, value, pointer, found)
  }
  let best: ProblemDetail[] | null = null
  for (const candidate of candidates) {
    const problems: ProblemDetail[] = []
    explain(candidate, value, pointer, problems)
    if (problems.length === 0) return
    if (best === null || problems.length < best.length) best = problems
  }
  if (isObject(value) || Array.isArray(value) || candidates.length === 1) found.push(...(best ?? []))
  else add(found, pointer, 'NOT_ALLOWED', `${quoted(value)} must be ${describeSchema(schema)}`, schema)
}

function explainTagged(
  variants: readonly Schema[],
  tag: string,
  value: Record<string, unknown>,
  pointer: string,
  found: ProblemDetail[],
): void {
  const tags = variants.flatMap((variant) => allowedValues(variant.properties?.[tag] ?? {}) ?? [])
  const meant = variants.find((variant) =>
    allowedValues(variant.properties?.[tag] ?? {})?.includes(value[tag]),
  )
  if (meant !== undefined) return explain(meant, value, pointer, found)
  if (!Object.hasOwn(value, tag)) return missing(found, pointer, tag, { enum: tags })
  explainClosed(tags, value[tag], below(pointer, tag), found)
}

/** A key whose value says which variant is meant: required, and closed, in all of them. */
function tagOf(variants: readonly Schema[]): string | null {
  const [first, ...rest] = variants
  const keys = Object.keys(first?.properties ?? {})
  const isTag = (variant: Schema, key: string) =>
    variant.required?.includes(key) === true && allowedValues(variant.properties?.[key] ?? {}) !== null
  return (
    keys.find((key) => first && isTag(first, key) && rest.every((variant) => isTag(variant, key))) ?? null
  )
}

function explainList(
  schema: Schema,
  list: readonly unknown[],
  pointer: string,
  found: ProblemDetail[],
): void {
  if (list.length < (schema.minItems ?? 0) || list.length > (schema.maxItems ?? Infinity)) {
    add(found, pointer, 'WRONG_LENGTH', `has ${list.length} items; must be ${describeSchema(schema)}`, schema)
  }
  if (!schema.items) return
  for (const [index, item] of list.entries()) {
    if (found.length >= mostViolations) return
    explain(schema.items, item, below(pointer, String(index)), found)
  }
}

function explainObject(
  schema: Schema,
  object: Record<string, unknown>,
  pointer: string,
  found: ProblemDetail[],
): void {
  const known = schema.properties ?? {}
  for (const key of schema.required ?? []) {
    if (!Object.hasOwn(object, key)) missing(found, pointer, key, known[key] ?? {})
  }
  const keys = Object.keys(object)
  if (keys.length < (schema.minProperties ?? 0) || keys.length > (schema.maxProperties ?? Infinity)) {
    add(found, pointer, 'WRONG_LENGTH', `has ${keys.length} keys`, schema)
  }
  for (const key of keys) {
    if (found.length >= mostViolations) return
    const inner = Object.hasOwn(known, key) ? known[key] : schemaOfFreeKey(schema, key)
    if (inner === null || inner === undefined) unknownKey(found, pointer, key, Object.keys(known))
    else if (inner !== true) explain(inner, object[key], below(pointer, key), found)
  }
}

function schemaOfFreeKey(schema: Schema, key: string): Schema | true | null {
  for (const [pattern, inner] of Object.entries(schema.patternProperties ?? {})) {
    if (new RegExp(pattern, 'u').test(key)) return inner
  }
  if (schema.additionalProperties === false) return null
  return schema.additionalProperties ?? true
}

function explainString(schema: Schema, text: string, pointer: string, found: ProblemDetail[]): void {
  if (Value.Check(schema as TSchema, text)) return
  const { length } = [...text]
  const isLength = length < (schema.minLength ?? 0) || length > (schema.maxLength ?? Infinity)
  if (isLength) {
    return add(
      found,
      pointer,
      'WRONG_LENGTH',
      `has ${length} characters; must be ${describeSchema(schema)}`,
      schema,
    )
  }
  const form = schema.pattern === undefined ? 'this form' : `the pattern ${schema.pattern}`
  add(found, pointer, 'WRONG_FORMAT', `${quoted(text)} does not have ${form}`, schema)
}

function explainNumber(schema: Schema, value: number, pointer: string, found: ProblemDetail[]): void {
  const fits: boolean = Value.Check(schema as TSchema, value)
  if (!fits) add(found, pointer, 'OUT_OF_RANGE', `${value} must be ${describeSchema(schema)}`, schema)
}

function unknownKey(found: ProblemDetail[], pointer: string, key: string, known: readonly string[]): void {
  const meant = nearestWord(key, known)
  const remedy =
    meant === null
      ? `Remove it. ${known.length === 0 ? 'Nothing' : `Only ${known.join(', ')}`} can be set here.`
      : `Did you mean ${quoted(meant)}? Otherwise remove it.`
  found.push({
    pointer: below(pointer, key),
    code: 'UNKNOWN_KEY',
    message: `${quoted(key)} is not known here`,
    remedy,
  })
}

function missing(found: ProblemDetail[], pointer: string, key: string, schema: Schema): void {
  const remedy = `Add ${quoted(key)}: ${describeSchema(schema)}.${described(schema)}`
  found.push({ pointer, code: 'MISSING_KEY', message: `${quoted(key)} is missing`, remedy })
}

function add(
  found: ProblemDetail[],
  pointer: string,
  code: ViolationCode,
  message: string,
  schema: Schema,
): void {
  found.push({ pointer, code, message, remedy: `Use ${describeSchema(schema)}.${described(schema)}` })
}

const described = (schema: Schema): string =>
  schema.description === undefined ? '' : ` ${schema.description}.`

/** For the case that validator and explanation disagree: the request is refused all the same. */
const disagreement = (pointer: string): ProblemDetail => ({
  pointer,
  code: 'WRONG_TYPE',
  message: 'does not fit its schema',
  remedy: 'Compare it with the schema at /docs.',
})

function below(pointer: string, key: string): string {
  return `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function mayBe(schema: Schema, value: unknown): boolean {
  const values = allowedValues(schema)
  if (values !== null) return values.some((one) => typeof one === typeof value)
  if (schema.anyOf) return schema.anyOf.some((variant) => mayBe(variant, value))
  return schema.type === undefined || fitsType(schema.type, value)
}

function fitsType(type: NonNullable<Schema['type']>, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isObject(value)
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'null':
      return value === null
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function shape(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : quoted(value)
}
