import { Type, type Static } from 'typebox'
import { OneOf, Strict } from './strict.ts'

/** Every reason for which a request is refused. Stable: clients switch on it. */
export const problemCodes = [
  'BODY_NOT_JSON',
  'BODY_TOO_LARGE',
  'SCHEMA_VIOLATION',
  'EDIT_INVALID',
  'TEMPLATE_INVALID',
  'ASSET_UNKNOWN',
  'ASSET_NOT_MEDIA',
  'ASSET_IN_USE',
  'PRESET_UNKNOWN',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'UNSUPPORTED_MEDIA_TYPE',
  'IDEMPOTENCY_KEY_REUSED',
  'RENDER_DELETED',
  'OUTPUTS_EXPIRED',
  'RENDER_NOT_COMPLETED',
  'RENDER_ALREADY_COMPLETED',
  'RENDER_FINISHED',
  'RENDER_NOT_RETRYABLE',
  'RANGE_NOT_SATISFIABLE',
  'TOO_MANY_REQUESTS',
  'WORKER_SILENT',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_ERROR',
] as const
export const ProblemCode = OneOf(problemCodes)
export type ProblemCode = Static<typeof ProblemCode>

/** One thing that is wrong with a request, at a place in it. */
export const ProblemDetail = Strict({
  pointer: Type.String({ description: 'JSON pointer (RFC 6901) into the request body' }),
  code: Type.String(),
  message: Type.String(),
  remedy: Type.String({ description: 'What to do about it' }),
})
export type ProblemDetail = Static<typeof ProblemDetail>

/** The error body of every route: RFC 9457, `application/problem+json`. */
export const Problem = Strict({
  type: Type.String({ description: 'URI of the page that explains this code' }),
  title: Type.String(),
  status: Type.Integer(),
  code: ProblemCode,
  detail: Type.String(),
  instance: Type.String({ description: 'The id of the request, to be quoted to an operator' }),
  errors: Type.Array(ProblemDetail),
})
export type Problem = Static<typeof Problem>
