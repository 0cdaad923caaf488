/** Who does what at this moment, and when the next one took it over. */
import { setTimeout as delay } from 'node:timers/promises'
import { chunkStream, renderStream } from '@framewright/domain'
import type { StoredEvent } from '@framewright/event-store'
import { eventually } from '../support/eventually.ts'
import type { ServiceProcess } from '../support/service-process.ts'
import type { Siege } from './siege.ts'

/** A claim that somebody works on now. */
export interface Claimed {
  readonly stream: string
  readonly worker: ServiceProcess
  readonly claim: StoredEvent
}

const claimTypes = ['RenderClaimed', 'ChunkClaimed']
const endTypes = ['RenderCompleted', 'RenderFailed', 'RenderPlanned', 'ChunkRendered', 'ChunkFailed']

/** Waits until some piece of this render is claimed by a worker whose ffmpeg runs, and then for up to `afterMs` more. */
export async function untilAtWork(siege: Siege, renderId: string, afterMs = 0): Promise<Claimed> {
  const claimed = await eventually(
    async () => {
      const found = await openClaim(siege, renderId)
      if (found === null) throw new Error(`nobody works on ${renderId}`)
      return found
    },
    { withinMs: 60_000, everyMs: 100 },
  )
  await delay(siege.random() * afterMs)
  return claimed
}

/** The newest claim of the render or of one of its chunks that has not led to anything. */
async function openClaim({ system, eventStore }: Siege, renderId: string): Promise<Claimed | null> {
  const events = await eventStore.readStream(renderStream(renderId))
  const planned = events.findLast(({ type }) => type === 'RenderPlanned')
  const { mode, chunkCount } = (planned?.data ?? {}) as { mode?: string; chunkCount?: number }
  const isWhole = planned === undefined || mode !== 'chunked' || events.at(-1) !== planned
  const streams = isWhole
    ? [events]
    : await Promise.all(
        Array.from({ length: chunkCount! }, (_, number) =>
          eventStore.readStream(chunkStream({ renderId, planId: planned.revision, number })),
        ),
      )
  for (const stream of streams) {
    const claim = stream.findLast(({ type }) => claimTypes.includes(type))
    if (claim === undefined || !isStillOpen(stream, claim)) continue
    const worker = workerOf(system.workers, claim)
    if (worker !== null && worker.isRunning) return { stream: claim.stream, worker, claim }
  }
  return null
}

/** An inline plan belongs to its claim; a chunked one ends it. */
function isStillOpen(stream: readonly StoredEvent[], claim: StoredEvent): boolean {
  return stream
    .filter(({ revision }) => revision > claim.revision)
    .every(({ type, data }) => !endTypes.includes(type) || (data as { mode?: string }).mode === 'inline')
}

/** A worker's id ends with its process and a random part. */
function workerOf(workers: readonly ServiceProcess[], { data }: StoredEvent): ServiceProcess | null {
  const { workerId } = data as { workerId: string }
  return workers.find(({ pid }) => workerId.includes(`-${pid}-`)) ?? null
}

/** How long after `sinceMs` (of Date.now()) somebody claimed it anew; null: it was finished by who had it. */
export async function untilClaimedAgain(
  { eventStore }: Siege,
  { stream, claim }: Claimed,
  { sinceMs, withinMs = 120_000 }: { sinceMs: number; withinMs?: number },
): Promise<number | null> {
  return eventually(
    async () => {
      const later = (await eventStore.readStream(stream)).filter(({ revision }) => revision > claim.revision)
      const next = later.find(({ type }) => claimTypes.includes(type))
      if (next !== undefined) return next.recordedAt.getTime() - sinceMs
      if (later.some(({ type }) => ['RenderCompleted', 'ChunkRendered'].includes(type))) return null
      throw new Error(`nobody has claimed ${stream} again`)
    },
    { withinMs, everyMs: 100 },
  )
}

export async function untilCompleted({ client }: Siege, renderIds: readonly string[]): Promise<void> {
  const left = new Set(renderIds)
  await eventually(
    async () => {
      for (const renderId of left) {
        const { status } = await client.render(renderId)
        if (status === 'completed') left.delete(renderId)
        else throw new Error(`${renderId} is ${status}`)
      }
    },
    // One after the other, and not often: whoever asks takes a share of the machine that is to render.
    { withinMs: 120_000, everyMs: 100 },
  )
}
