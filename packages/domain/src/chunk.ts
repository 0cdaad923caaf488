import assert from 'node:assert/strict'
import type { ChunkEvent } from '@framewright/schemas'
import { afterClaims, unclaimed, type Claims } from './claims.ts'

/**
 * A chunk of a plan, folded from its stream. It has no event that asks for it: the RenderPlanned of its render does.
 *
 *   waiting ─Claimed─▶ running ─Rendered─▶ rendered
 *      ▲                │ │ │
 *      ├──HandedBack────┘ │ └──Failed────▶ failed
 *      └──AttemptFailed───┘
 *
 * It ends with its render, too, and with another plan of it: those are on the render's own stream.
 */
export interface Chunk extends Claims {
  readonly status: 'waiting' | 'running' | 'rendered' | 'failed'
  /** Revision of the last event; -1n before the first. */
  readonly revision: bigint
}

export const waitingChunk: Chunk = { ...unclaimed, status: 'waiting', revision: -1n }

export const isChunkOpen = ({ status }: Chunk): boolean => status === 'waiting' || status === 'running'

/** Folds one event, at its revision, into the state. An event it does not know is a bug, not something to skip. */
export function evolveChunk(chunk: Chunk, event: ChunkEvent, revision: bigint): Chunk {
  assert(revision === chunk.revision + 1n, `revision ${revision} does not follow ${chunk.revision}`)
  return { ...chunk, ...changeOf(chunk, event), revision }
}

function changeOf(chunk: Chunk, event: ChunkEvent): Partial<Chunk> {
  switch (event.type) {
    case 'ChunkClaimed':
      return { status: 'running', ...afterClaims.claimed(chunk, event.data) }
    case 'ChunkAttemptFailed':
      return { status: 'waiting', ...afterClaims.attemptFailed(event.data) }
    case 'ChunkHandedBack':
      return { status: 'waiting', ...afterClaims.handedBack(chunk) }
    case 'ChunkRendered':
      return { status: 'rendered', holder: null, retryAt: null }
    case 'ChunkFailed':
      return { status: 'failed', holder: null, retryAt: null }
  }
}
