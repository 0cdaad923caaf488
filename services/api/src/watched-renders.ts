import type { PlannedChunks } from '@framewright/read-model'
import type { RenderProgress, RenderStatus, RenderView } from '@framewright/schemas'
import { ToldChunks } from './told-chunks.ts'

export const unfinished = ['queued', 'running', 'retrying'] as const satisfies readonly RenderStatus[]

export const isUnfinished = ({ status }: { readonly status: RenderStatus }): boolean =>
  unfinished.some((one) => one === status)

interface Known {
  readonly version: number
  readonly status: RenderStatus
  readonly attempt: number
  readonly planId: number | null
}

/** More than anybody looks at; beyond it the oldest are forgotten, and might be sent once more. */
const mostKnown = 10_000

/** What one socket watches, and what it has been told. Pure bookkeeping: it is what makes versions only rise. */
export class Watched {
  #all = false
  readonly #named = new Set<string>()
  readonly #known = new Map<string, Known>()
  readonly #held = new Map<string, RenderView>()
  readonly #chunks = new ToldChunks()
  readonly #heldChunks = new Map<string, PlannedChunks>()
  #holds = 0

  get all(): boolean {
    return this.#all
  }

  get renderIds(): string[] {
    return [...this.#named]
  }

  get size(): number {
    return this.#named.size
  }

  get isEmpty(): boolean {
    return !this.#all && this.#named.size === 0
  }

  add(renders: readonly string[] | '*'): void {
    if (renders === '*') this.#all = true
    else for (const renderId of renders) this.#named.add(renderId)
  }

  remove(renders: readonly string[] | '*'): void {
    if (renders === '*') {
      this.#all = false
      this.#named.clear()
      this.#known.clear()
      this.#chunks.clear()
    } else {
      for (const renderId of renders) {
        this.#named.delete(renderId)
        if (this.#all) continue
        this.#known.delete(renderId)
        this.#chunks.forget(renderId)
      }
    }
  }

  has(renderId: string): boolean {
    return this.#all || this.#named.has(renderId)
  }

  /** From now on changes are kept back, until the snapshot they might overtake is out. */
  hold(): void {
    this.#holds += 1
  }

  /** The changes that were kept back and are newer than what the snapshot said. */
  release(): { readonly renders: RenderView[]; readonly chunks: PlannedChunks[] } {
    this.#holds -= 1
    if (this.#holds > 0) return { renders: [], chunks: [] }
    const held = [...this.#held.values()]
    const heldChunks = [...this.#heldChunks.values()]
    this.#held.clear()
    this.#heldChunks.clear()
    return {
      renders: held.filter((render) => this.has(render.renderId) && this.#advance(render)),
      chunks: heldChunks.flatMap((chunks) =>
        this.has(chunks.renderId) ? (this.#chunks.news(chunks) ?? []) : [],
      ),
    }
  }

  /** Whether this is to be sent now: it is watched, newer than anything sent before, and no snapshot is under way. */
  accept(render: RenderView): boolean {
    if (this.#holds === 0) return this.#advance(render)
    this.#held.set(render.renderId, render)
    return false
  }

  /** What of these chunks is to be sent now; null: nothing, by the same rules. */
  acceptChunks(chunks: PlannedChunks): PlannedChunks | null {
    if (this.#holds === 0) return this.#chunks.news(chunks)
    this.#heldChunks.set(chunks.renderId, chunks)
    return null
  }

  /** What a snapshot has told. */
  told(render: RenderView): void {
    this.#advance(render)
  }

  toldChunks(chunks: PlannedChunks): void {
    this.#chunks.forget(chunks.renderId)
    this.#chunks.news(chunks)
  }

  /** Ticks that come late belong to an attempt that is over, or to a plan that is not the newest. */
  mayProgress({ renderId, attempt, chunk }: RenderProgress): boolean {
    const known = this.#known.get(renderId)
    if (known === undefined) return true
    if (chunk !== undefined) {
      // A plan's id is a revision: one that the render has not reached is news that its row will bring.
      const isNewest = chunk.planId === known.planId && known.status === 'running'
      if (!isNewest && chunk.planId <= known.version) return false
      return this.#chunks.mayProgress(renderId, attempt, chunk)
    }
    return attempt > known.attempt || (attempt === known.attempt && known.status === 'running')
  }

  /** Whether it has been told, and not that it is over: what is read of the line may be older than that. */
  isUnderWay(renderId: string): boolean {
    const known = this.#known.get(renderId)
    return known !== undefined && isUnfinished(known)
  }

  #advance({ renderId, version, status, attempt, planId }: RenderView): boolean {
    const before = this.#known.get(renderId)
    if (before !== undefined && before.version >= version) return false
    this.#known.delete(renderId)
    this.#known.set(renderId, { version, status, attempt, planId })
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.keys().next().value!)
    return true
  }
}
