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
  /** Claims that a life without faults has: one for each run, and one more for the assembly of each plan in chunks. */
  readonly due: number
  readonly handedBack: number
  readonly failureCode: string | null
  /** Of the last run, if it was completed. */
  readonly outputs: readonly OutputFile[]
  readonly revision: bigint
}

interface Facts {
  readonly attempt?: number
  readonly code?: string
  readonly mode?: string
  readonly outputs?: readonly OutputFile[]
}

const terminal = new Set(['RenderCompleted', 'RenderFailed', 'RenderCancelled'])
const mayFollow = new Set(['RenderRetried', 'RenderDeleted'])

export function judgeRender(events: readonly Pick<StoredEvent, 'type' | 'data' | 'revision'>[]): Verdict {
  let ended: string | null = null
  let double = 0
  let claims = 0
  let due = 1
  let handedBack = 0
  let lastClaim: unknown = null
  let failureCode: string | null = null
  let outputs: readonly OutputFile[] = []
  for (const { type, data } of events) {
    const { attempt, code, mode, outputs: made } = data as Facts
    if (ended !== null && !mayFollow.has(type)) double += 1
    if (type === 'RenderClaimed') {
      claims += 1
      lastClaim = attempt
    }
    if (type === 'RenderRetried') {
      due += 1
      ended = null
      outputs = []
    }
    if (type === 'RenderPlanned' && mode === 'chunked') due += 1
    if (type === 'RenderHandedBack') handedBack += 1
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
  const revision = events.at(-1)?.revision ?? -1n
  return { ended, double, claims, due: Math.min(due, claims), handedBack, failureCode, outputs, revision }
}

/** The same of a chunk's stream. */
export function judgeChunk(
  events: readonly Pick<StoredEvent, 'type'>[],
): Pick<Verdict, 'claims' | 'due' | 'handedBack' | 'double'> {
  const count = (...types: string[]) => events.filter(({ type }) => types.includes(type)).length
  const claims = count('ChunkClaimed')
  return {
    claims,
    due: Math.min(1, claims),
    handedBack: count('ChunkHandedBack'),
    double: Math.max(0, count('ChunkRendered', 'ChunkFailed') - 1),
  }
}
