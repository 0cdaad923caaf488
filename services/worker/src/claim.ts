/**
 * In: a work item that was delivered. Out: a claim to it, or what to do with its message instead. The claim is an append
 * at the very revision that was read, so of all the workers that have the message one gets it, and the revision gained
 * is the token that every later append is fenced by. The item is entered as held before the claim is appended: whoever
 * asks while its answer is outstanding is told "mine". Dies the worker half-way, the next one finds the claim on the
 * stream, or it does not; either way it may go on.
 */
import { decide, isOpen, type Render, type RenderCommand } from '@framewright/domain'
import { StreamConflict } from '@framewright/event-store'
import type { NatsLink } from '@framewright/jetstream'
import type { RenderEvent, WorkItem } from '@framewright/schemas'
import type { HeldItems } from './held-items.ts'
import { judgeHolder } from './holder.ts'
import { followRenderStream, type RenderStreamOptions, type RequestData } from './render-stream.ts'
import type { Timings } from './timings.ts'
import { untilAnswered } from './until-answered.ts'

/** `finished`: nothing is left to be done for the item. `taken`: somebody else has it, or is to get it. */
export type Standing = 'held' | 'finished' | 'taken'

export interface Claim {
  readonly item: WorkItem
  readonly request: RequestData
  readonly attempt: number
  /** How many claims of this run's budget are spent, this one included. */
  readonly claimsSpent: number
  /** Revision of the claim: the fencing token. */
  readonly revision: bigint
  /** Reads whether the claim still stands. Throws EventStoreUnavailable. */
  look(): Promise<Standing>
  /** The claim as it was last seen. */
  standing(): Standing
  /** Records what a command leads to. Throws RenderRejected (CLAIM_LOST) once the claim is another's, or nobody's. */
  record(command: RenderCommand): Promise<readonly RenderEvent[]>
  /** The item is no longer held. */
  leave(): void
}

export type Taken =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  /** Done, given up or unknown: acknowledge. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'later'; readonly delayMs: number; readonly why: string }
  | { readonly kind: 'leave'; readonly why: string }

export interface ClaimOptions extends RenderStreamOptions {
  readonly workerId: string
  readonly heldItems: HeldItems
  readonly nats: NatsLink
  readonly timings: Timings
}

/** Throws EventStoreUnavailable when the stream cannot be read: nothing has happened then. */
export async function takeItem(options: ClaimOptions): Promise<Taken> {
  const { item, workerId, heldItems, nats, timings, log } = options
  const stream = followRenderStream(options)
  for (;;) {
    const read = await stream.look()
    if (!isOpen(read)) {
      if (read.status === 'absent')
        log.warn({ stream: item.stream }, 'a work item names a stream that is not there')
      return { kind: 'finished' }
    }
    if (read.holder !== null) {
      const { holder } = read
      const { itemId } = item
      const verdict = await judgeHolder({ holder, itemId, workerId, heldItems, nats, timings })
      log.info({ holder, verdict }, 'the item is claimed already')
      if (verdict.kind === 'holds') return { kind: 'later', delayMs: timings.ackWaitMs, why: 'held' }
      if (verdict.kind === 'too-soon')
        return { kind: 'later', delayMs: verdict.waitMs, why: 'connected just now' }
      if (verdict.kind === 'unknown') return { kind: 'leave', why: 'cut off from the broker' }
    }
    const leave = heldItems.enter(item.itemId)
    try {
      const events = decide({ type: 'ClaimRender', workerId }, read)
      await stream.append(events, read)
      const claimed = events.some(({ type }) => type === 'RenderClaimed')
      if (claimed) return { kind: 'claimed', claim: claimOf(stream, options, leave) }
    } catch (error: unknown) {
      leave()
      if (error instanceof StreamConflict) continue
      throw error
    }
    leave()
    log.warn({ attempt: read.attempt }, 'the budget of attempts is used up: the render has failed')
    return { kind: 'finished' }
  }
}

function claimOf(
  stream: ReturnType<typeof followRenderStream>,
  { item, ...patience }: ClaimOptions,
  leave: () => void,
): Claim {
  // Everything up to the claim is the worker's own reading, so this is the state right after it.
  const { attempt, claimsSpent, revision } = stream.render
  const standingOf = (render: Render): Standing =>
    render.holder?.attempt === attempt ? 'held' : isOpen(render) ? 'taken' : 'finished'

  return {
    item,
    request: stream.request!,
    attempt,
    claimsSpent,
    revision,
    leave,
    look: async () => standingOf(await stream.look()),
    standing: () => standingOf(stream.render),
    record: async (command) => {
      for (;;) {
        const decidedOn = stream.render
        const events = decide(command, decidedOn)
        try {
          if (events.length > 0) await stream.append(events, decidedOn)
          return events
        } catch (error: unknown) {
          if (!(error instanceof StreamConflict)) throw error
          await untilAnswered(() => stream.look(), patience)
        }
      }
    },
  }
}
