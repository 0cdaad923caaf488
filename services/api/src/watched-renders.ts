import type { RenderProgress, RenderStatus, RenderView } from '@framewright/schemas'

export const unfinished = ['queued', 'running', 'retrying'] as const satisfies readonly RenderStatus[]

interface Known {
  readonly version: number
  readonly status: RenderStatus
  readonly attempt: number
}

/** More than anybody looks at; beyond it the oldest are forgotten, and might be sent once more. */
const mostKnown = 10_000

/** What one socket watches, and what it has been told. Pure bookkeeping: it is what makes versions only rise. */
export class Watched {
  #all = false
  readonly #named = new Set<string>()
  readonly #known = new Map<string, Known>()
  readonly #held = new Map<string, RenderView>()
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
    } else {
      for (const renderId of renders) {
        this.#named.delete(renderId)
        if (!this.#all) this.#known.delete(renderId)
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
  release(): RenderView[] {
    this.#holds -= 1
    if (this.#holds > 0) return []
    const held = [...this.#held.values()]
    this.#held.clear()
    return held.filter((render) => this.has(render.renderId) && this.#advance(render))
  }

  /** Whether this is to be sent now: it is watched, newer than anything sent before, and no snapshot is under way. */
  accept(render: RenderView): boolean {
    if (this.#holds === 0) return this.#advance(render)
    this.#held.set(render.renderId, render)
    return false
  }

  /** What a snapshot has told. */
  told(render: RenderView): void {
    this.#advance(render)
  }

  /** Ticks that come late belong to an attempt that is over. */
  mayProgress({ renderId, attempt }: RenderProgress): boolean {
    const known = this.#known.get(renderId)
    if (known === undefined) return true
    return attempt > known.attempt || (attempt === known.attempt && known.status === 'running')
  }

  #advance({ renderId, version, status, attempt }: RenderView): boolean {
    const before = this.#known.get(renderId)
    if (before !== undefined && before.version >= version) return false
    this.#known.delete(renderId)
    this.#known.set(renderId, { version, status, attempt })
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.keys().next().value!)
    return true
  }
}
