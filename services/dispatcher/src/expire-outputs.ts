/**
 * In: the rows of what is completed, the oldest first. Out: those whose outputs are older than they may be, or more than all of them
 * may take, have expired: it is on their streams, as everything that happens to a render is. Their files are the sweeper's, once
 * the rows have it from there. What the rows do not know yet the streams do: who has expired or was deleted is not told twice. Whoever
 * dies half-way has expired the oldest ones.
 */
import { absentRender, decide, evolve, renderStream, upcast, type Render } from '@framewright/domain'
import { appendDecision, type EventStore } from '@framewright/event-store'
import type { Logger } from '@framewright/observability'
import { keptBytes, oldestKept, type KeptOutputs, type Session } from '@framewright/read-model'
import { eventCatalogue, type RenderEvent } from '@framewright/schemas'
import { v7 as uuidv7 } from 'uuid'

/** Null: no bound. */
export interface OutputBounds {
  readonly maxAgeMs: number | null
  readonly maxBytes: number | null
}

export interface ExpireParts {
  readonly session: Session
  readonly eventStore: EventStore
  readonly outputBounds: OutputBounds
  readonly log: Logger
}

type Reason = Extract<RenderEvent, { type: 'RenderExpired' }>['data']['reason']

const pageSize = 100

export async function expireOutputs(parts: ExpireParts, signal: AbortSignal): Promise<void> {
  const { session, outputBounds, log } = parts
  const { maxAgeMs, maxBytes } = outputBounds
  if (maxAgeMs === null && maxBytes === null) return
  const nowMs = Date.now()
  let left = maxBytes === null ? 0 : await keptBytes(session.kysely)
  const reasonFor = ({ finishedAt }: KeptOutputs): Reason | null => {
    if (maxAgeMs !== null && nowMs - finishedAt.getTime() > maxAgeMs) return 'age'
    return maxBytes !== null && left > maxBytes ? 'bytes' : null
  }

  const expired = { age: 0, bytes: 0 }
  let after: KeptOutputs | null = null
  for (;;) {
    const page: KeptOutputs[] = await oldestKept(session.kysely, { after, limit: pageSize })
    for (const kept of page) {
      const reason = signal.aborted ? null : reasonFor(kept)
      // The next ones are younger, and no more than they may be.
      if (reason === null) return told()
      if (await expire(parts, kept.renderId, reason)) expired[reason] += 1
      left -= kept.sizeBytes
    }
    if (page.length < pageSize) return told()
    after = page.at(-1)!
  }

  function told(): void {
    if (expired.age + expired.bytes > 0) log.info(expired, 'outputs have expired')
  }
}

/** False: it had happened before, or there is nothing left to expire. */
async function expire(
  { eventStore }: Pick<ExpireParts, 'eventStore'>,
  renderId: string,
  reason: Reason,
): Promise<boolean> {
  let userId = ''
  const { appended } = await appendDecision<Render, RenderEvent>(eventStore, {
    stream: renderStream(renderId),
    initial: absentRender,
    evolve,
    upcast: (stored) => upcast(stored) as RenderEvent,
    decide: (render) => {
      userId = render.userId ?? ''
      return decide({ type: 'ExpireOutputs', reason }, render)
    },
    metadata: ({ type }) => ({
      $correlationId: renderId,
      $causationId: renderId,
      traceparent: null,
      userId,
      schemaVersion: eventCatalogue[type].schemaVersion,
    }),
    newId: () => uuidv7(),
  })
  return appended.length > 0
}
