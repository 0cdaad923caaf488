import type { App } from './api-deps.ts'
import { toCaller, verified } from './auth.ts'
import { RequestRefused } from './problem.ts'

const audience = 'framewright-play'
/** As long as a long film is watched with breaks. Whoever has the address has the film for so long. */
const lifetimeSeconds = 6 * 3600

export interface LinkedOutput {
  readonly renderId: string
  readonly output: string
  readonly userId: string
}

/** Says whose output may be seen; whether it still may be is looked up each time. */
export function issueLink(
  app: App,
  { renderId, output, userId }: LinkedOutput,
  now: Date,
): { readonly link: string; readonly expiresAt: string } {
  const claims = { sub: userId, render: renderId, output }
  const link = app.jwt.sign(claims, { aud: audience, expiresIn: lifetimeSeconds })
  return { link, expiresAt: new Date(now.getTime() + lifetimeSeconds * 1000).toISOString() }
}

/** One that is none, or not in time any more, leads nowhere: there is no token to ask for. */
export function readLink(app: App, link: string): LinkedOutput {
  const claims = claimsIn(app, link)
  const { render: renderId, output } = claims
  if (typeof renderId !== 'string' || typeof output !== 'string') throw leadsNowhere()
  return { renderId, output, userId: toCaller(claims).userId }
}

function claimsIn(app: App, link: string): Record<string, unknown> {
  try {
    return verified(app, link, audience)
  } catch (error: unknown) {
    throw error instanceof RequestRefused ? leadsNowhere() : error
  }
}

const leadsNowhere = () =>
  new RequestRefused('NOT_FOUND', 'The link is none, or has expired: ask for a new one.')
