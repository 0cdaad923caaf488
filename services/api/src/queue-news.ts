import type { Logger } from '@framewright/observability'
import { getRenderLine, type WorkSpeed } from '@framewright/read-model'
import type { QueuePlace } from '@framewright/schemas'
import type { ApiDeps } from './api-deps.ts'
import { estimateQueue, recentSpeed } from './queue-estimates.ts'

const lookEveryMs = 2_000
/** What films take changes slowly, and to look it up takes longer the more were made. */
const speedLastsMs = 30_000

export type QueueNewsDeps = Pick<ApiDeps, 'database' | 'workers' | 'live' | 'hub' | 'now'> & {
  readonly ageStepMs: number
  readonly log: Logger
}

/**
 * In: the line, looked at every two seconds while anybody watches. Out: to each who watches, where the own renders stand
 * and by when they are likely to be done. One look for all users: what others do moves everybody's place.
 */
export function tellPlaces(deps: QueueNewsDeps): { close(): Promise<void> } {
  const { database, hub, now, ageStepMs, log } = deps
  let looking = Promise.resolve()
  let isLooking = false
  let speed: { readonly of: WorkSpeed; readonly untilMs: number } | null = null

  async function look(): Promise<void> {
    const line = await getRenderLine(database, { now: now(), ageStepMs })
    const watching = new Set(hub.users())
    if (!line.some(({ userId }) => watching.has(userId))) return
    if (speed === null || performance.now() > speed.untilMs)
      speed = { of: await recentSpeed(deps), untilMs: performance.now() + speedLastsMs }
    const estimates = estimateQueue(deps, { line, speed: speed.of })
    const places = new Map<string, QueuePlace[]>()
    for (const { userId, renderId, position } of line) {
      const own = places.get(userId) ?? []
      own.push({ renderId, position, estimate: estimates.get(renderId) ?? null })
      places.set(userId, own)
    }
    for (const userId of watching) hub.tellPlaces(userId, places.get(userId) ?? [])
  }

  const timer = setInterval(() => {
    if (isLooking || hub.users().length === 0) return
    isLooking = true
    looking = look()
      .catch((error: unknown) => log.warn({ err: error }, 'could not look at the line'))
      .finally(() => (isLooking = false))
  }, lookEveryMs)

  return {
    close: async () => {
      clearInterval(timer)
      await looking
    },
  }
}
