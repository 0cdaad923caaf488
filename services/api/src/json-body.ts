import type { FastifyRequest } from 'fastify'
import type { ProblemDetail } from '@framewright/schemas'
import { RequestRefused } from './problem.ts'

type Done = (error: Error | null, value?: unknown) => void

/** NUL, and halves of surrogate pairs: valid in JSON, and what neither PostgreSQL nor a file can hold. */
const suspect = /\\u0000|\\u[dD][89a-fA-F]/

/** Parses a JSON body. Not JSON, or JSON that means no text: refused here, before anything looks at it. */
export function parseJson(_request: FastifyRequest, text: string, done: Done): void {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error: unknown) {
    const where = error instanceof Error ? error.message : 'it does not parse'
    return done(
      new RequestRefused(
        'BODY_NOT_JSON',
        text === '' ? 'The body is empty.' : `The body is not JSON: ${where}.`,
      ),
    )
  }
  if (!suspect.test(text)) return done(null, value)
  const details: ProblemDetail[] = []
  findUnstorable(value, '', details)
  if (details.length === 0) return done(null, value)
  done(new RequestRefused('SCHEMA_VIOLATION', 'The body holds text that cannot be stored.', { details }))
}

const mostFound = 100
/** Deeper than any edit; what is nested further is refused by its schema, and must not exhaust the stack here. */
const deepest = 100

function findUnstorable(value: unknown, pointer: string, found: ProblemDetail[], depth = 0): void {
  if (found.length >= mostFound || depth > deepest) return
  if (typeof value === 'string') {
    if (isStorable(value)) return
    found.push({
      pointer,
      code: 'WRONG_FORMAT',
      message: 'holds a NUL, or half of a surrogate pair',
      remedy: 'Remove the character.',
    })
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      const below = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      if (!isStorable(key)) findUnstorable(key, pointer, found, depth + 1)
      else findUnstorable(inner, below, found, depth + 1)
    }
  }
}

const isStorable = (text: string): boolean => !/\0|\p{Surrogate}/u.test(text)
