import { createShares, depth, releaseOrder, usualTimings } from '@framewright/dispatcher'

type Row = Parameters<typeof releaseOrder>[0][number]

export interface FleetOptions {
  /** Each with one slot. */
  readonly workers: number
  /** From the end of a chunk to the message of the one that it makes room for. */
  readonly releaseSeconds: number
}

/**
 * Pure: when each chunk of a film ends, by its number, on a fleet that has nothing else to do. They are released by the
 * dispatcher's own order, as many as it releases, and taken in that order by whoever is free.
 */
export function simulateFleet(
  chunkSeconds: readonly number[],
  { workers, releaseSeconds }: FleetOptions,
): number[] {
  const now = new Date(0)
  const waiting: Row[] = chunkSeconds.map((_, number) => ({
    ...{ item_id: `chunk-${number}`, user_id: 'ada', class: 5, queued_at: now },
    ...{ chunk_number: number, ages: false, slots: 1, work: 1 },
  }))
  const messages: { number: number; atSeconds: number }[] = []
  const freeAtSeconds = Array.from({ length: workers }, () => 0)
  const endings: { number: number; atSeconds: number }[] = []
  const endsAt: number[] = []
  let unfinished = 0

  function release(atSeconds: number): void {
    const room = depth * workers - unfinished
    const chosen = releaseOrder(waiting.slice(0, Math.max(0, room)), {
      ...{ now, room, mostSlots: 1, slotsUnderWay: new Map([['ada', unfinished]]), shares: createShares() },
      ...{ userCap: usualTimings.userCap, ageStepMs: usualTimings.ageStepMs },
    })
    // By their numbers, as they wait.
    waiting.splice(0, chosen.length)
    unfinished += chosen.length
    for (const { chunk_number: number } of chosen) messages.push({ number: number!, atSeconds })
  }
  function take(): void {
    while (messages.length > 0 && freeAtSeconds.length > 0) {
      const { number, atSeconds } = messages.shift()!
      const startSeconds = Math.max(atSeconds, freeAtSeconds.shift()!)
      const ending = { number, atSeconds: startSeconds + chunkSeconds[number]! }
      const later = endings.findIndex((other) => other.atSeconds > ending.atSeconds)
      endings.splice(later === -1 ? endings.length : later, 0, ending)
    }
  }

  release(0)
  take()
  for (let ended = endings.shift(); ended !== undefined; ended = endings.shift()) {
    endsAt[ended.number] = ended.atSeconds
    unfinished -= 1
    freeAtSeconds.push(ended.atSeconds)
    release(ended.atSeconds + releaseSeconds)
    take()
  }
  return endsAt
}

/**
 * No fleet of so many is faster, whatever the order: it has all of the work to do, and of its `n * workers + 1` longest
 * chunks some worker has n + 1.
 */
export function leastSeconds(chunkSeconds: readonly number[], workers: number): number {
  const longestFirst = [...chunkSeconds].sort((one, other) => other - one)
  let least = sum(chunkSeconds) / workers
  for (let n = 0; n * workers < longestFirst.length; n += 1) {
    const end = n * workers + 1
    least = Math.max(least, sum(longestFirst.slice(end - n - 1, end)))
  }
  return least
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
