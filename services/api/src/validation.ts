import type { FastifySchemaCompiler } from 'fastify'
import type { TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { Schema } from './describe-schema.ts'
import { explainViolations, mostViolations } from './explain-violations.ts'
import { RequestRefused } from './problem.ts'

/**
 * Bodies are taken as they are: nothing is coerced, removed or filled in. Only query parameters, which are text by
 * nature, are read as what their schema says. The compiled check is all that a request in order costs.
 */
export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const validator = Compile(schema)
  return (value: unknown) => {
    const read = httpPart === 'querystring' ? readQuery(schema, value) : value
    return validator.Check(read) ? { value: read } : { error: violation(schema, read, httpPart ?? 'body') }
  }
}

function violation(schema: TSchema, value: unknown, part: string): RequestRefused {
  // The editor finds its place by a pointer into what it sent; the rest of a request has pointers of its own.
  const base = { body: '', querystring: '/query', params: '/path', headers: '/headers' }[part] ?? ''
  const details = explainViolations(schema, value, base)
  const [first] = details
  // An id that cannot be one names nothing: the same answer as for an id that nobody has.
  if (part === 'params' && first && /Id$/.test(first.pointer) && !first.pointer.endsWith('/projectId')) {
    return new RequestRefused('NOT_FOUND', 'There is nothing with this id.')
  }
  const count =
    details.length === mostViolations
      ? `The first ${mostViolations} places are`
      : `${details.length} place(s)`
  return new RequestRefused(
    'SCHEMA_VIOLATION',
    `${count} of the ${wordFor[part] ?? part} do not fit the schema.`,
    { details },
  )
}

const wordFor: Readonly<Record<string, string>> = {
  querystring: 'query',
  params: 'path',
}

/** `?limit=20&type=a&type=b&dryRun` as the schema means it. What does not read as meant is left, to be refused. */
export function readQuery(schema: Schema, query: unknown): Record<string, unknown> {
  const read: Record<string, unknown> = {}
  for (const [key, value] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    const wanted = Object.hasOwn(schema.properties ?? {}, key) ? schema.properties?.[key] : undefined
    read[key] = wanted === undefined ? value : readParameter(wanted, value)
  }
  return read
}

function readParameter(schema: Schema, value: unknown): unknown {
  if (schema.type === 'array') {
    const words = (Array.isArray(value) ? value : [value]).flatMap((word: unknown) =>
      typeof word === 'string' ? word.split(',') : [word],
    )
    return words.map((word) => readParameter(schema.items ?? {}, word))
  }
  if (typeof value !== 'string') return value
  if (schema.type === 'boolean') return { true: true, false: false, '': true }[value] ?? value
  if ((schema.type === 'integer' || schema.type === 'number') && /^-?\d{1,15}(\.\d+)?$/.test(value))
    return Number(value)
  return value
}
