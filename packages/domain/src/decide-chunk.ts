import type { ChunkEvent } from '@framewright/schemas'
import { isChunkOpen, type Chunk } from './chunk.ts'
import { heldClaim, lostMessage, nextAttempt, retryAtOf, type AttemptFailure } from './claims.ts'
import { RenderRejected } from './rejection.ts'

type Rendered = Extract<ChunkEvent, { type: 'ChunkRendered' }>['data']

export type ChunkCommand =
  | { readonly type: 'ClaimChunk'; readonly workerId: string }
  | ({ readonly type: 'FailAttempt' } & AttemptFailure)
  | { readonly type: 'HandBack'; readonly attempt: number }
  | {
      readonly type: 'CompleteChunk'
      readonly attempt: number
      readonly rendered: Omit<Rendered, 'attempt' | 'workerId'>
    }

/** What a command leads to. Throws RenderRejected: what a worker asks for in the name of an attempt that is not the holder's. */
export function decideChunk(command: ChunkCommand, chunk: Chunk): ChunkEvent[] {
  switch (command.type) {
    case 'ClaimChunk':
      return claim(command.workerId, chunk)
    case 'FailAttempt':
      return failAttempt(command, chunk)
    case 'HandBack':
      return [{ type: 'ChunkHandedBack', data: { ...held(command.attempt, chunk) } }]
    case 'CompleteChunk':
      return [{ type: 'ChunkRendered', data: { ...held(command.attempt, chunk), ...command.rendered } }]
  }
}

function claim(workerId: string, chunk: Chunk): ChunkEvent[] {
  if (!isChunkOpen(chunk)) throw new RenderRejected('RENDER_FINISHED', `the chunk is ${chunk.status}`)
  const attempt = nextAttempt(chunk)
  if (attempt !== null) return [{ type: 'ChunkClaimed', data: { attempt, workerId } }]
  const spent = { attempt: chunk.attempt, message: lostMessage, stderrTail: [] }
  return [{ type: 'ChunkFailed', data: { ...spent, code: 'WORKER_LOST' } }]
}

function failAttempt(failure: AttemptFailure, chunk: Chunk): ChunkEvent[] {
  const { attempt, workerId } = held(failure.attempt, chunk)
  const { code, message, stderrTail } = failure
  const failed = { attempt, code, message, stderrTail: [...stderrTail] }
  const retryAt = retryAtOf(failure, chunk)
  return retryAt === null
    ? [{ type: 'ChunkFailed', data: failed }]
    : [{ type: 'ChunkAttemptFailed', data: { ...failed, workerId, retryAt } }]
}

const held = (attempt: number, chunk: Chunk) =>
  heldClaim(attempt, chunk, `the chunk, which is ${chunk.status}`)
