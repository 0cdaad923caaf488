import { createHmac } from 'node:crypto'
import type { Role } from '@framewright/schemas'

export interface Identity {
  readonly userId: string
  readonly roles?: readonly Role[]
  readonly lifetimeSeconds?: number
}

/** A token as the api takes it, signed here without any of the api's code: HS256, its issuer and audience. */
export function signToken(
  secret: string,
  { userId, roles = ['user'], lifetimeSeconds = 3_600 }: Identity,
): string {
  const seconds = Math.floor(Date.now() / 1000)
  const claims = {
    iss: 'framewright',
    aud: 'framewright-api',
    sub: userId,
    roles,
    iat: seconds,
    exp: seconds + lifetimeSeconds,
  }
  const body = [{ alg: 'HS256', typ: 'JWT' }, claims].map(encode).join('.')
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
