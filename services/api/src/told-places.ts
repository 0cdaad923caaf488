import type { QueuePlace } from '@framewright/schemas'

interface Told {
  readonly position: number | null
  /** When it was to start and to end, in ms; null: unknown. */
  readonly at: readonly [startsMs: number, endsMs: number] | null
}

/** Each render that is done moves all that wait behind it: of a line of thousands only the beginning is told. */
const mostPlaces = 100
/** By how much an estimate has to be wrong to be told anew, and by which share of what is left. */
const leastErrorMs = 1_000
const leastErrorShare = 0.05

/** What one socket has been told of the line: a client counts down by itself, and is told again where that would be wrong. */
export class ToldPlaces {
  #told = new Map<string, Told>()

  /** Who is sent a snapshot begins anew. */
  forget(): void {
    this.#told.clear()
  }

  /** What of these, which are all there are, in their order, is news, and from now on told. */
  news(places: readonly QueuePlace[], nowMs: number): QueuePlace[] {
    const before = this.#told
    this.#told = new Map()
    return places.slice(0, mostPlaces).filter(({ renderId, position, estimate }) => {
      const { startsInSeconds = 0, endsInSeconds = 0 } = estimate ?? {}
      const at =
        estimate === null ? null : ([nowMs + startsInSeconds * 1_000, nowMs + endsInSeconds * 1_000] as const)
      const known = before.get(renderId)
      const isNews = known === undefined || known.position !== position || isOff(known.at, at, nowMs)
      this.#told.set(renderId, isNews ? { position, at } : known)
      return isNews
    })
  }
}

function isOff(told: Told['at'], at: Told['at'], nowMs: number): boolean {
  if (told === null || at === null) return told !== at
  return told.some((toldMs, which) => {
    const isMs = at[which]!
    // What was to come by now and did not is due at any moment: nothing is left to count down.
    const countedMs = Math.max(toldMs, nowMs)
    return Math.abs(countedMs - isMs) > Math.max(leastErrorMs, leastErrorShare * (isMs - nowMs))
  })
}
