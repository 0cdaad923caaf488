import type { FastifyRequest } from 'fastify'
import type { App } from './api-deps.ts'

/**
 * Which web pages may call. A page on another origin is let in only when it is listed; what is no browser sends no
 * Origin and is not concerned. Tokens travel in headers, never in cookies, so there are no credentials to allow.
 */
export function isAllowedOrigin(request: FastifyRequest, allowed: readonly string[]): boolean {
  const { origin } = request.headers
  if (origin === undefined || allowed.includes('*') || allowed.includes(origin)) return true
  return URL.canParse(origin) && new URL(origin).host === request.headers.host
}

const methods = 'GET, HEAD, POST, DELETE'
const requestHeaders =
  'authorization, content-type, idempotency-key, if-none-match, if-range, range, traceparent'
const answerHeaders =
  'accept-ranges, content-disposition, content-range, etag, idempotency-replayed, location, retry-after, traceparent, x-request-id'

export function registerOrigins(app: App, allowed: readonly string[]): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers
    void reply.header('vary', 'Origin')
    if (origin === undefined || !isAllowedOrigin(request, allowed)) return done()
    void reply
      .header('access-control-allow-origin', origin)
      .header('access-control-expose-headers', answerHeaders)
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
      return done()
    // The browser asks before it sends a token: answered here, ahead of authentication.
    void reply
      .code(204)
      .header('access-control-allow-methods', methods)
      .header('access-control-allow-headers', requestHeaders)
      .header('access-control-max-age', '7200')
      .send()
  })
}
