/**
 * Pure: when what waits will be started and done. In: the line of each lane, what runs, and the workers. Out: for each render
 * seconds from now, or null where nothing is known to go by. Each takes its slots on the worker that has them free first,
 * in the order of the line; lanes take turns, as workers take them.
 */
import type { Lane } from '@framewright/schemas'

export interface Queued {
  readonly renderId: string
  readonly lane: Lane
  readonly slots: number
  /** How long it takes, or will still take if it runs; null: unknown. */
  readonly seconds: number | null
  /** 1 is the next of its lane; null: it runs. */
  readonly position: number | null
  readonly workerId: string | null
}

export interface Capacity {
  readonly workerId: string
  readonly lanes: readonly Lane[]
  readonly slots: number
}

export interface Estimate {
  readonly startsInSeconds: number
  readonly endsInSeconds: number
}

export function forecastQueue(
  renders: readonly Queued[],
  workers: readonly Capacity[],
): Map<string, Estimate | null> {
  /** When each slot is free, the first one first. */
  const free = new Map(
    workers.map(({ workerId, slots }) => [workerId, Array.from({ length: slots }, () => 0)]),
  )
  const estimates = new Map<string, Estimate | null>()
  for (const { renderId, workerId, slots, seconds, position } of renders) {
    if (position !== null) continue
    occupy(free.get(workerId ?? '') ?? [], slots, seconds ?? 0)
    estimates.set(renderId, seconds === null ? null : { startsInSeconds: 0, endsInSeconds: seconds })
  }
  const unknown = new Set<Lane>()
  const waiting = renders.filter(({ position }) => position !== null)
  for (const one of waiting.sort((a, b) => a.position! - b.position!)) {
    const { renderId, lane, slots, seconds } = one
    // Behind what nobody knows the length of, nobody knows anything.
    if (seconds === null) unknown.add(lane)
    const [best] = workers
      .filter(({ lanes }) => lanes.includes(lane))
      .map(({ workerId }) => free.get(workerId)!)
      .sort((a, b) => startOf(a, slots) - startOf(b, slots))
    if (best === undefined || seconds === null || unknown.has(lane)) {
      estimates.set(renderId, null)
      continue
    }
    const startsInSeconds = startOf(best, slots)
    occupy(best, slots, startsInSeconds + seconds)
    estimates.set(renderId, { startsInSeconds, endsInSeconds: startsInSeconds + seconds })
  }
  return estimates
}

/** Of a worker that has fewer, all of them. */
const startOf = (free: readonly number[], slots: number): number => free[Math.min(slots, free.length) - 1]!

function occupy(free: number[], slots: number, untilSeconds: number): void {
  free.fill(untilSeconds, 0, Math.min(slots, free.length))
  free.sort((a, b) => a - b)
}
