import { createHmac } from 'node:crypto'

export interface TokenOptions {
  readonly secret: string
  readonly userId: string
  readonly roles: readonly string[]
  readonly lifetimeSeconds: number
  readonly nowMs: number
}

/** A token as services/api/src/auth.ts takes it: HS256, our issuer and audience. */
export function signDevToken({ secret, userId, roles, lifetimeSeconds, nowMs }: TokenOptions): string {
  const iat = Math.floor(nowMs / 1000)
  const claims = {
    iss: 'framewright',
    aud: 'framewright-api',
    sub: userId,
    roles,
    iat,
    exp: iat + lifetimeSeconds,
  }
  const body = [{ alg: 'HS256', typ: 'JWT' }, claims].map(base64url).join('.')
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
