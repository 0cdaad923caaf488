/**
 * RenderProgressed into `renderProgress-<uuid>`: after each tenth of the work, or ten seconds, but not more often than once
 * a second. Written by the holder of the claim alone, so each one is preceded by a look; a conflict says that somebody
 * else writes there, and drops it. Losing one loses nothing.
 */
import { progressStream } from '@framewright/domain'
import { StreamConflict, type EventStore } from '@framewright/event-store'
import type { Logger } from '@framewright/observability'
import { eventCatalogue, type ProgressEvent } from '@framewright/schemas'
import { v7 as uuidv7 } from 'uuid'
import type { Claim } from './claim.ts'
import type { Frames } from './progress-report.ts'

export interface CoarseProgress {
  note(progress: Frames & { readonly fraction: number }): void
  close(): void
}

export interface CoarseProgressOptions {
  readonly claim: Pick<Claim, 'item' | 'attempt' | 'request' | 'look'>
  readonly eventStore: Pick<EventStore, 'append' | 'readStream'>
  /** Called when a look has found the claim gone. */
  readonly onSuspicion: () => void
  readonly traceparent: string
  readonly log: Logger
}

const stepFraction = 0.1
const stepMs = 10_000
const leastMs = 1_000

export function openCoarseProgress(options: CoarseProgressOptions): CoarseProgress {
  const { claim, eventStore, onSuspicion, traceparent, log } = options
  const stream = progressStream(claim.item.renderId)
  const metadata = {
    $correlationId: claim.item.renderId,
    $causationId: claim.item.itemId,
    traceparent,
    userId: claim.request.userId,
    schemaVersion: eventCatalogue.RenderProgressed.schemaVersion,
  }
  let writtenFraction = 0
  let writtenAtMs = performance.now()
  /** Where the stream is; undefined while that has to be read first. */
  let revision: bigint | undefined
  let writing = false
  let closed = false

  async function write(event: ProgressEvent): Promise<void> {
    if (revision === undefined) revision = (await eventStore.readStream(stream)).at(-1)?.revision ?? -1n
    if ((await claim.look()) !== 'held') return onSuspicion()
    if (closed) return
    const expected = revision < 0n ? 'no_stream' : revision
    ;({ revision } = await eventStore.append(stream, expected, [{ id: uuidv7(), ...event, metadata }]))
  }

  async function writeOrDrop(event: ProgressEvent): Promise<void> {
    writing = true
    try {
      await write(event)
    } catch (error: unknown) {
      revision = undefined
      const what =
        error instanceof StreamConflict ? 'somebody else writes progress' : 'a progress event is dropped'
      log.debug({ err: error }, what)
    }
    writing = false
  }

  return {
    note: ({ frame, fraction, framesPerSecond }) => {
      const sinceMs = performance.now() - writtenAtMs
      if (closed || writing || sinceMs < leastMs) return
      if (fraction < writtenFraction + stepFraction && sinceMs < stepMs) return
      writtenFraction = fraction
      writtenAtMs = performance.now()
      void writeOrDrop({
        type: 'RenderProgressed',
        data: { attempt: claim.attempt, fraction, frame, framesPerSecond: framesPerSecond ?? 0 },
      })
    },
    close: () => {
      closed = true
    },
  }
}
