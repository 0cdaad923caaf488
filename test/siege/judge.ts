/**
 * Pure: what a render's own events say of the promises that were made for it (I1 to I3 of the invariants). Knows nothing of
 * the domain's code: an error there must not excuse itself here.
 */
import type { StoredEvent } from '@framewright/event-store'
import type { OutputFile } from '@framewright/schemas'

export interface Verdict {
  /** The last terminal event's type; null: it has not ended. */
  readonly ended: string | null
  /** Terminal events of a run beyond its first, and completions by who was not the last to claim. */
  readonly double: number
  readonly claims: number
  readonly runs: number
  readonly failureCode: string | null
  /** Of the last run, if it was completed. */
  readonly outputs: readonly OutputFile[]
  readonly revision: bigint
}

const terminal = new Set(['RenderCompleted', 'RenderFailed', 'RenderCancelled'])
const mayFollow = new Set(['RenderRetried', 'RenderDeleted'])

export function judgeRender(events: readonly Pick<StoredEvent, 'type' | 'data' | 'revision'>[]): Verdict {
  let ended: string | null = null
  let double = 0
  let claims = 0
  let runs = 1
  let lastClaim: unknown = null
  let failureCode: string | null = null
  let outputs: readonly OutputFile[] = []
  for (const { type, data } of events) {
    const { attempt, code, outputs: made } = data as { attempt?: number; code?: string; outputs?: OutputFile[] }
    if (ended !== null && !mayFollow.has(type)) double += 1
    if (type === 'RenderClaimed') {
      claims += 1
      lastClaim = attempt
    }
    if (type === 'RenderRetried') {
      runs += 1
      ended = null
      outputs = []
    }
    if (type === 'RenderDeleted') {
      ended = type
      outputs = []
    }
    if (!terminal.has(type)) continue
    if (type === 'RenderCompleted' && attempt !== lastClaim) double += 1
    ended = type
    failureCode = type === 'RenderFailed' ? code! : null
    outputs = type === 'RenderCompleted' ? made! : []
  }
  return { ended, double, claims, runs, failureCode, outputs, revision: events.at(-1)?.revision ?? -1n }
}

/** The same of a chunk's stream: how often it was claimed, and its ends beyond the first. */
export function judgeChunk(events: readonly Pick<StoredEvent, 'type'>[]): { claims: number; double: number } {
  const ends = events.filter(({ type }) => type === 'ChunkRendered' || type === 'ChunkFailed')
  const claims = events.filter(({ type }) => type === 'ChunkClaimed')
  return { claims: claims.length, double: Math.max(0, ends.length - 1) }
}
