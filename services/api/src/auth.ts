import jwt from '@fastify/jwt'
import { roles, type Role } from '@framewright/schemas'
import type { FastifyRequest } from 'fastify'
import type { App } from './api-deps.ts'
import { RequestRefused } from './problem.ts'

const issuer = 'framewright'
const audience = 'framewright-api'

/** Who asks, as their token says. */
export interface Caller {
  readonly userId: string
  readonly roles: readonly Role[]
  readonly expiresAt: Date
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
}

/** Checks tokens and makes them. One algorithm, one issuer, one audience; a token without an end is none. */
export function registerAuth(app: App, secret: string): void {
  app.register(jwt, {
    secret,
    sign: { algorithm: 'HS256', iss: issuer, aud: audience },
    verify: {
      algorithms: ['HS256'],
      allowedIss: issuer,
      allowedAud: audience,
      requiredClaims: ['iss', 'aud', 'sub', 'exp'],
      cache: false,
    },
  })
  app.decorateRequest('caller', null)
}

/** An onRequest hook: before any of the body is read. */
export function authenticate(app: App) {
  return (request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void => {
    try {
      request.caller = callerOf(app, bearerToken(request.headers.authorization))
      done()
    } catch (error: unknown) {
      done(error as Error)
    }
  }
}

export function callerOf(app: App, token: string | null, allowedAud = audience): Caller {
  if (token === null) throw new RequestRefused('UNAUTHENTICATED', 'The request carries no token.')
  return toCaller(verified(app, token, allowedAud))
}

/** The claims of a token that is ours and in time. */
export function verified(app: App, token: string, allowedAud = audience): Record<string, unknown> {
  try {
    return app.jwt.verify<Record<string, unknown>>(
      token,
      allowedAud === audience ? undefined : { allowedAud },
    )
  } catch (error: unknown) {
    const expired = error instanceof Error && 'code' in error && error.code === 'FAST_JWT_EXPIRED'
    throw new RequestRefused(
      'UNAUTHENTICATED',
      expired ? 'The token has expired.' : 'The token is not valid.',
    )
  }
}

/** What PostgreSQL's text and an event's metadata can carry. */
const userIdPattern = /^[^\p{C}]{1,255}$/u

export function toCaller(claims: Record<string, unknown>): Caller {
  const { sub, exp, roles: named } = claims
  if (typeof sub !== 'string' || !userIdPattern.test(sub) || typeof exp !== 'number') {
    throw new RequestRefused('UNAUTHENTICATED', 'The token names no user.')
  }
  const granted = Array.isArray(named) ? roles.filter((role) => named.includes(role)) : []
  return { userId: sub, roles: granted, expiresAt: new Date(exp * 1000) }
}

export function callerIn(request: FastifyRequest): Caller {
  if (request.caller === null) throw new RequestRefused('UNAUTHENTICATED', 'The request carries no token.')
  return request.caller
}

export const isOperator = (caller: Caller): boolean => caller.roles.includes('operator')
/** Analysts and operators see the history of everybody. */
export const seesEverybody = (caller: Caller): boolean =>
  isOperator(caller) || caller.roles.includes('analyst')

export interface TokenOptions {
  readonly userId: string
  readonly roles?: readonly Role[]
  readonly lifetimeSeconds: number
}

/** A token for a user: the development token, and those of the tests. */
export function signToken(app: App, { userId, roles: granted = [], lifetimeSeconds }: TokenOptions): string {
  return app.jwt.sign({ sub: userId, roles: granted }, { expiresIn: lifetimeSeconds })
}

export function bearerToken(authorization: string | undefined): string | null {
  return /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1] ?? null
}
