/**
 * In: what every worker says of itself once a second. Out: how much the fleet can take, and who is gone.
 *
 * | heard of a worker                                                     | it is                 |
 * |-----------------------------------------------------------------------|-----------------------|
 * | a beat within `askAfterMs`                                             | there                 |
 * | none; asked, it has no connection ("no responders")                    | gone, at once         |
 * | none for `silenceMs`; asked, it is silent while the broker answers us  | gone                  |
 * | none; asked, it answers                                                | there                 |
 * | none; asked, and the broker does not answer us either                  | not for us to say     |
 *
 * Nobody is judged for `graceMs` after this process began to listen or the broker came back: the workers come back too.
 */
import { askHolder, watchPresence, type NatsLink } from '@framewright/jetstream'
import type { Lane, WorkerPresence } from '@framewright/schemas'
import type { Timings } from './leader-parts.ts'

export interface Fleet {
  /** Of the workers that are there, take this lane, and are not about to stop: all slots, and those of the largest. */
  roomOf(lane: Lane): { readonly slots: number; readonly mostSlots: number }
  /** Hears when the fleet has more room than before. Returns how to stop. */
  onGrown(hear: () => void): () => void
  /**
   * Which workers are gone, of those that were heard of and those named besides; each is told once. Their last words say
   * what they held.
   */
  takeGone(besides: readonly string[]): Promise<GoneWorker[]>
  close(): void
}

export interface GoneWorker {
  readonly workerId: string
  readonly held: readonly string[]
}

interface Heard {
  readonly presence: WorkerPresence
  readonly atMs: number
}

/** A beat is on its way for a moment, too. */
const beatGraceMs = 500
/** Any item does: the question is whether somebody answers. */
const anyItem = 'presence'

export function watchFleet(nats: NatsLink, timings: Timings): Fleet {
  const heard = new Map<string, Heard>()
  const listeners = new Set<() => void>()
  const sinceMs = performance.now()

  const stop = watchPresence(nats, (presence) => {
    const before = heard.get(presence.workerId)
    const hadRoom = before === undefined ? 0 : slotsOf(before)
    const now = { presence, atMs: performance.now() }
    heard.set(presence.workerId, now)
    if (slotsOf(now) > hadRoom) for (const hear of [...listeners]) hear()
  })

  /** A worker that is gone, or about to stop, takes nothing. */
  const slotsOf = ({ presence, atMs }: Heard): number =>
    performance.now() - atMs > timings.silenceMs + beatGraceMs || presence.draining ? 0 : presence.slots
  const isQuiet = (workerId: string): boolean => {
    const last = heard.get(workerId)
    return last === undefined || performance.now() - last.atMs > timings.askAfterMs
  }
  const mayJudge = (): boolean => {
    const { connectedSinceMs } = nats
    return (
      connectedSinceMs !== null && performance.now() - Math.max(sinceMs, connectedSinceMs) > timings.graceMs
    )
  }

  async function isGone(workerId: string): Promise<boolean> {
    const answer = await askHolder(nats, workerId, anyItem)
    // It may have beaten while it was asked.
    if (!isQuiet(workerId)) return false
    if (answer === 'no-responders') return true
    const last = heard.get(workerId)
    const isSilent = last === undefined || performance.now() - last.atMs > timings.silenceMs
    return answer === 'silent' && isSilent
  }

  return {
    roomOf: (lane) => {
      const taking = [...heard.values()].filter(({ presence }) => presence.lanes.includes(lane)).map(slotsOf)
      return { slots: taking.reduce((sum, slots) => sum + slots, 0), mostSlots: Math.max(0, ...taking) }
    },
    onGrown: (hear) => {
      listeners.add(hear)
      return () => void listeners.delete(hear)
    },
    takeGone: async (besides) => {
      if (!mayJudge()) return []
      const quiet = [...new Set([...heard.keys(), ...besides])].filter(isQuiet)
      const verdicts = await Promise.all(
        quiet.map(async (workerId) => ({ workerId, gone: await isGone(workerId) })),
      )
      const gone = verdicts.flatMap(({ workerId, gone: isOne }) =>
        isOne ? [{ workerId, held: heard.get(workerId)?.presence.holds ?? [] }] : [],
      )
      for (const { workerId } of gone) heard.delete(workerId)
      return gone
    },
    close: stop,
  }
}
