import type { Problem, ProblemCode, ProblemDetail } from '@framewright/schemas'

/** Where the page that explains a code is served, below the API's base path. */
export const problemPath = (code: ProblemCode): string =>
  `/problems/${code.toLowerCase().replaceAll('_', '-')}`

interface Kind {
  readonly status: number
  readonly title: string
  /** What a caller can do about it when nothing more precise is known. */
  readonly remedy: string
}

/** The one table from code to status. Everything that is refused, anywhere in this service, is answered from here. */
export const problemKinds: Readonly<Record<ProblemCode, Kind>> = {
  BODY_NOT_JSON: {
    status: 400,
    title: 'The body is not JSON',
    remedy: 'Send one JSON value in UTF-8 as the body, with Content-Type: application/json.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    title: 'The body is too large',
    remedy: 'Send less: split the edit, or encode the file at a lower bit rate before uploading it.',
  },
  SCHEMA_VIOLATION: {
    status: 422,
    title: 'The request does not have the right shape',
    remedy: 'Correct each place that `errors` points at; the schemas are at /docs.',
  },
  EDIT_INVALID: {
    status: 422,
    title: 'The edit cannot be rendered',
    remedy: 'Correct each place that `errors` points at; `?dryRun=true` checks an edit without rendering it.',
  },
  TEMPLATE_INVALID: {
    status: 422,
    title: 'The template and its rows do not make an edit',
    remedy:
      'Correct each place that `errors` points at: every field of the template needs a value of its type.',
  },
  ASSET_UNKNOWN: {
    status: 422,
    title: 'The edit uses an asset that is not yours or not there',
    remedy: 'Upload the file with POST /assets and use the assetId of the answer.',
  },
  ASSET_NOT_MEDIA: {
    status: 422,
    title: 'The file is no media that can be used here',
    remedy: 'Use a video, image or audio file that ffmpeg can read.',
  },
  ASSET_IN_USE: {
    status: 409,
    title: 'The asset is in use',
    remedy: 'Wait for the renders that use it to finish, or cancel them.',
  },
  PRESET_UNKNOWN: {
    status: 422,
    title: 'There is no such preset',
    remedy: 'Use a name from GET /presets, or describe the output in full.',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'No valid token',
    remedy:
      'Send Authorization: Bearer <token> with a token that is signed for this service and has not expired.',
  },
  FORBIDDEN: {
    status: 403,
    title: 'Your role does not allow this',
    remedy: 'Leave the setting out, or ask an operator for a token with the role it needs.',
  },
  NOT_FOUND: {
    status: 404,
    title: 'There is nothing here',
    remedy: 'Check the path and the id; what belongs to another user is not found either.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'This path does not take that method',
    remedy: 'Use one of the methods in the Allow header.',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'The body has a content type that is not taken here',
    remedy: 'Send the body with Content-Type: application/json.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'This Idempotency-Key was used with another request',
    remedy: 'Use a fresh key for a new render, or repeat the request exactly.',
  },
  RENDER_DELETED: {
    status: 410,
    title: 'The render was deleted',
    remedy: 'Submit the edit again, with a fresh Idempotency-Key.',
  },
  OUTPUTS_EXPIRED: {
    status: 410,
    title: 'The outputs of the render are not kept any more',
    remedy:
      'Submit the edit again, with a fresh Idempotency-Key; what is in the cache of it need not be made again.',
  },
  RENDER_NOT_COMPLETED: {
    status: 409,
    title: 'The render has no output yet',
    remedy:
      'Wait until its status is completed: watch it over the WebSocket, or poll GET /renders/:renderId.',
  },
  RENDER_ALREADY_COMPLETED: {
    status: 409,
    title: 'The render is completed',
    remedy: 'Download it, or delete it.',
  },
  RENDER_FINISHED: {
    status: 409,
    title: 'The render is finished',
    remedy: 'POST /renders/:renderId/retry starts it again, where its status allows.',
  },
  RENDER_NOT_RETRYABLE: {
    status: 409,
    title: 'The render cannot be retried',
    remedy: 'Submit the edit again to render it again.',
  },
  RANGE_NOT_SATISFIABLE: {
    status: 416,
    title: 'The file does not reach that far',
    remedy: 'Ask for a range inside the size in the Content-Range header.',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    title: 'That is more than one user may have at once',
    remedy: 'Close what is not needed any more, then try again.',
  },
  WORKER_SILENT: {
    status: 504,
    title: 'The worker does not answer',
    remedy:
      'Try again; a worker that is frozen is taken for gone in seconds, and its work is given to others.',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    title: 'A part of the service is unavailable',
    remedy:
      'Try again after the time in Retry-After; send an Idempotency-Key so that a repeat renders nothing twice.',
  },
  INTERNAL_ERROR: {
    status: 500,
    title: 'Something went wrong on our side',
    remedy: 'Try again; if it happens again, quote `instance` to an operator.',
  },
}

/** A request is refused, for a reason that the caller can act on. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused'
  readonly code: ProblemCode
  readonly details: readonly ProblemDetail[]
  readonly headers: Readonly<Record<string, string>>

  constructor(
    code: ProblemCode,
    message: string,
    {
      details = [],
      headers = {},
    }: { details?: readonly ProblemDetail[]; headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.code = code
    this.details = details
    this.headers = headers
  }
}

/** The domain's codes and fastify's own, in our words. What is in neither table is our fault. */
const codeOfForeignCode: Readonly<Record<string, ProblemCode>> = {
  RENDER_UNKNOWN: 'NOT_FOUND',
  RENDER_FINISHED: 'RENDER_FINISHED',
  RENDER_DELETED: 'RENDER_DELETED',
  RENDER_ALREADY_COMPLETED: 'RENDER_ALREADY_COMPLETED',
  RENDER_NOT_RETRYABLE: 'RENDER_NOT_RETRYABLE',
  EVENT_STORE_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  DATABASE_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  STORAGE_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  BROKER_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  FFMPEG_UNAVAILABLE: 'SERVICE_UNAVAILABLE',
  DISK_FULL: 'SERVICE_UNAVAILABLE',
  // Somebody else wrote to the stream each time we tried: as good as busy.
  STREAM_CONFLICT: 'SERVICE_UNAVAILABLE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'BODY_NOT_JSON',
  FST_ERR_CTP_INVALID_JSON_BODY: 'BODY_NOT_JSON',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'BODY_NOT_JSON',
  FST_ERR_CTP_BODY_TOO_LARGE: 'BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_BAD_URL: 'NOT_FOUND',
  FST_ERR_MAX_PARAM_LENGTH: 'NOT_FOUND',
  FST_ERR_ROUTE_METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
}

const retryAfterSeconds = '2'

export interface ProblemAnswer {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>
}

/** The body and headers that answer an error. An error of ours says nothing about its insides. */
export function problemOf(error: unknown, basePath: string, requestId: string): ProblemAnswer {
  const refused = refusalOf(error)
  const { status, title, remedy } = problemKinds[refused.code]
  const headers = {
    ...(refused.code === 'SERVICE_UNAVAILABLE' ? { 'retry-after': retryAfterSeconds } : {}),
    ...(refused.code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer realm="framewright"' } : {}),
    ...refused.headers,
  }
  const errors =
    refused.details.length > 0
      ? [...refused.details]
      : [{ pointer: '', code: refused.code, message: refused.message, remedy }]
  const problem: Problem = {
    type: `${basePath}${problemPath(refused.code)}`,
    title,
    status,
    code: refused.code,
    detail: refused.message,
    instance: `urn:uuid:${requestId}`,
    errors,
  }
  return { problem, headers }
}

function refusalOf(error: unknown): RequestRefused {
  if (error instanceof RequestRefused) return error
  const code = codeOfForeignCode[codeOf(error)]
  if (code === undefined) return new RequestRefused('INTERNAL_ERROR', 'The request could not be answered.')
  // What a fault says names hosts and ports; what a rejection says is meant for the caller.
  const message =
    code === 'SERVICE_UNAVAILABLE' || !(error instanceof Error) ? problemKinds[code].title : error.message
  return new RequestRefused(code, sentence(message))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
