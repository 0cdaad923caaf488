/**
 * In: a work item that was delivered. Out: a claim to it, or what to do with its message instead. The claim is an append
 * at the very revision that was read, so of all the workers that have the message one gets it, and the revision gained
 * is the token that every later append is fenced by. The item is entered as held before the claim is appended: whoever
 * asks while its answer is outstanding is told "mine". Dies the worker half-way, the next one finds the claim on the
 * stream, or it does not; either way it may go on.
 */
import { StreamConflict } from '@framewright/event-store'
import type { NatsLink } from '@framewright/jetstream'
import type { FramewrightEvent, WorkItem } from '@framewright/schemas'
import { followChunkWork } from './chunk-stream.ts'
import type { StreamParts } from './event-stream.ts'
import type { HeldItems } from './held-items.ts'
import { judgeHolder } from './holder.ts'
import { followRenderWork } from './render-stream.ts'
import type { Timings } from './timings.ts'
import { untilAnswered } from './until-answered.ts'
import type { AttemptCommand, PlanData, RequestData, WorkState, WorkStream } from './work-stream.ts'

/** `finished`: nothing is left to be done for the item. `taken`: somebody else has it, or is to get it. */
export type Standing = 'held' | 'finished' | 'taken'

export interface Claim {
  readonly item: WorkItem
  readonly request: RequestData
  /** Of a chunk and of an assembly, the plan that they are of; of a render, one that took the place of one in chunks. */
  readonly planned: PlanData | null
  /** When the first claim of this run was recorded; null: this is the first, or it is a chunk's. */
  readonly startedAt: Date | null
  readonly attempt: number
  /** How many claims of this run's budget are spent, this one included. */
  readonly claimsSpent: number
  /** Revision of the claim: the fencing token. */
  readonly revision: bigint
  /** Reads whether the claim still stands. Throws EventStoreUnavailable. */
  look(): Promise<Standing>
  /** The claim as it was last seen. */
  standing(): Standing
  /** As it was last seen, too: nothing of the render is to be kept. */
  isDeleted(): boolean
  /** Records what a command leads to. Throws RenderRejected (CLAIM_LOST) once the claim is another's, or nobody's. */
  record(command: AttemptCommand): Promise<readonly FramewrightEvent[]>
  /** The item is no longer held. */
  leave(): void
}

export type Taken =
  | { readonly kind: 'claimed'; readonly claim: Claim }
  /** Done, given up or unknown: acknowledge. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'later'; readonly delayMs: number; readonly why: string }
  | { readonly kind: 'leave'; readonly why: string }

export interface ClaimOptions extends StreamParts {
  readonly item: WorkItem
  readonly workerId: string
  readonly heldItems: HeldItems
  readonly nats: NatsLink
  readonly timings: Timings
  /** How often its message was delivered. */
  readonly deliveries: number
  /** Whom its message says to be gone. */
  readonly goneHolder: string | null
  readonly ffmpegBuild: string
}

const otherBuildDeliveries = 30
/** Who may not supersede anybody yet lets others have a look: one of them may have been connected for long. */
const tooSoonDelayMs = 500

/** Throws EventStoreUnavailable when the stream cannot be read: nothing has happened then. */
export async function takeItem(options: ClaimOptions): Promise<Taken> {
  const { item, workerId, heldItems, timings, log } = options
  const stream = followWork(options)
  for (;;) {
    const read = await stream.look()
    if (!read.isOpen) {
      if (read.status === 'absent')
        log.warn({ stream: item.stream }, 'a work item names a stream that is not there')
      return { kind: 'finished' }
    }
    if (isForOtherBuild(stream, options))
      return {
        kind: 'later',
        delayMs: timings.otherBuildDelayMs,
        why: 'it was planned for another build of ffmpeg',
      }
    if (read.holder !== null) {
      const { holder } = read
      const verdict = await judgeHolder({ ...options, holder, itemId: item.itemId })
      log.info({ holder, verdict }, 'the item is claimed already')
      if (verdict.kind === 'holds') return { kind: 'later', delayMs: timings.ackWaitMs, why: 'held' }
      if (verdict.kind === 'too-soon')
        return {
          kind: 'later',
          delayMs: Math.min(verdict.waitMs, tooSoonDelayMs),
          why: 'connected just now',
        }
      if (verdict.kind === 'unknown') return { kind: 'leave', why: 'cut off from the broker' }
    }
    const leave = heldItems.enter(item.itemId)
    try {
      const events = await stream.record({ type: 'Claim', workerId })
      const claimed = events.some(({ type }) => type === 'RenderClaimed' || type === 'ChunkClaimed')
      if (claimed) return { kind: 'claimed', claim: claimOf(stream, options, leave) }
    } catch (error: unknown) {
      leave()
      if (error instanceof StreamConflict) continue
      throw error
    }
    leave()
    log.warn({ attempt: read.attempt }, 'the budget of attempts is used up: the work has failed')
    return { kind: 'finished' }
  }
}

/**
 * While a fleet is brought to another build of ffmpeg, both are there: chunks are left to whoever has the build that they
 * were planned for, for as long as somebody may have it. After that whoever comes plans anew for its own.
 */
function isForOtherBuild({ planned }: WorkStream, { item, deliveries, ffmpegBuild }: ClaimOptions): boolean {
  if (item.kind === 'render' || planned === null || deliveries > otherBuildDeliveries) return false
  return planned.ffmpegBuild !== ffmpegBuild
}

function followWork(options: ClaimOptions): WorkStream {
  const { item } = options
  return item.kind === 'chunk'
    ? followChunkWork({ ...options, item })
    : followRenderWork({ ...options, item })
}

function claimOf(stream: WorkStream, { item, ...patience }: ClaimOptions, leave: () => void): Claim {
  // Everything up to the claim is the worker's own reading, so this is the state right after it.
  const { attempt, claimsSpent, revision } = stream.state
  const standingOf = ({ holder, isOpen }: WorkState): Standing =>
    !isOpen ? 'finished' : holder?.attempt === attempt ? 'held' : 'taken'

  return {
    item,
    request: stream.request!,
    planned: stream.planned,
    startedAt: stream.startedAt,
    attempt,
    claimsSpent,
    revision,
    leave,
    look: async () => standingOf(await stream.look()),
    standing: () => standingOf(stream.state),
    isDeleted: () => stream.isDeleted,
    record: async (command) => {
      for (;;) {
        try {
          return await stream.record(command)
        } catch (error: unknown) {
          if (!(error instanceof StreamConflict)) throw error
          await untilAnswered(() => stream.look(), patience)
        }
      }
    },
  }
}
