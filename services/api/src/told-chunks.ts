import type { PlannedChunks } from '@framewright/read-model'
import type { ChunkView, RenderProgress } from '@framewright/schemas'

interface Told {
  readonly planId: number
  readonly chunks: Map<number, ChunkView>
}

/** More than anybody looks at; beyond it the oldest are forgotten, and told whole once more. */
const mostRenders = 1_000

/** What one socket has been told of chunks: of each render's newest plan, so that only what has changed is told again. */
export class ToldChunks {
  readonly #told = new Map<string, Told>()

  /** What of this is news, and from now on told; null: nothing is. */
  news({ renderId, planId, chunks }: PlannedChunks): PlannedChunks | null {
    const before = this.#told.get(renderId)
    if (before !== undefined && before.planId > planId) return null
    const known = before?.planId === planId ? before.chunks : new Map<number, ChunkView>()
    const changed = chunks.filter((chunk) => isNews(chunk, known.get(chunk.number)))
    if (changed.length === 0) return null
    for (const chunk of changed) known.set(chunk.number, chunk)
    this.#told.delete(renderId)
    this.#told.set(renderId, { planId, chunks: known })
    if (this.#told.size > mostRenders) this.#told.delete(this.#told.keys().next().value!)
    return { renderId, planId, chunks: changed }
  }

  forget(renderId: string): void {
    this.#told.delete(renderId)
  }

  clear(): void {
    this.#told.clear()
  }

  /** Ticks that come late belong to an attempt that is over. */
  mayProgress(
    renderId: string,
    attempt: number,
    { planId, number }: NonNullable<RenderProgress['chunk']>,
  ): boolean {
    const told = this.#told.get(renderId)
    const known = told?.planId === planId ? told.chunks.get(number) : undefined
    if (known === undefined) return true
    return attempt > known.attempt || (attempt === known.attempt && known.state === 'running')
  }
}

/** With its render a chunk is cancelled without an event of its own, and nothing but an event undoes that. */
const isNews = (chunk: ChunkView, known: ChunkView | undefined): boolean =>
  known === undefined ||
  chunk.version > known.version ||
  (chunk.version === known.version && chunk.state !== known.state && known.state !== 'cancelled')
