import { randomUUID } from 'node:crypto'
import type { SocketTicket } from '@framewright/schemas'
import type { App } from './api-deps.ts'
import { toCaller, verified, type Caller } from './auth.ts'
import { RequestRefused } from './problem.ts'

const audience = 'framewright-socket'
const lifetimeSeconds = 30

/** Spends a ticket; false when it has been spent before. */
export type SpendTicket = (ticket: { ticketId: string; expiresAt: Date }) => Promise<boolean>

/** A ticket for one WebSocket of this caller's. It says how long the token behind it lasts: the socket lasts no longer. */
export function issueTicket(app: App, caller: Caller, now: Date): SocketTicket {
  const claims = {
    sub: caller.userId,
    roles: caller.roles,
    until: Math.floor(caller.expiresAt.getTime() / 1000),
    jti: randomUUID(),
  }
  const ticket = app.jwt.sign(claims, { aud: audience, expiresIn: lifetimeSeconds })
  return { ticket, expiresAt: new Date(now.getTime() + lifetimeSeconds * 1000).toISOString() }
}

export async function redeemTicket(app: App, ticket: string, spend: SpendTicket): Promise<Caller> {
  const claims = verified(app, ticket, audience)
  const { jti, until } = claims
  const caller = toCaller(claims)
  const isNew = typeof jti === 'string' && (await spend({ ticketId: jti, expiresAt: caller.expiresAt }))
  if (!isNew) throw new RequestRefused('UNAUTHENTICATED', 'The ticket has been used.')
  return { ...caller, expiresAt: new Date(Number(until) * 1000) }
}
