/**
 * In: the lanes a worker takes. Out: one delivery at a time, whenever a slot asks. Nothing is fetched ahead: a slot that
 * is free asks one lane first, a different one each time, and the others a moment later if that one has nothing at once;
 * a lane that had nothing is not asked first again for a while. So lanes that all have work are served in turn, one that is
 * empty keeps the others waiting now and then at most, and work that comes to any of them finds a pull waiting. Should two
 * answer at the same moment, the second is handed back to the broker, which gives it to somebody else in milliseconds.
 */
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { openLane, type Delivery, type LaneReader, type NatsLink } from '@framewright/jetstream'
import type { Lane } from '@framewright/schemas'

export interface Pulls {
  /** Null: nothing came in time, or the signal was aborted. */
  next(options: { expiresMs: number; signal: AbortSignal }): Promise<Delivery | null>
  close(): Promise<void>
}

/** A lane with work in it answers within a few milliseconds. */
const headStartMs = 10
const emptyForMs = 250

export function openPulls(nats: NatsLink, lanes: readonly Lane[]): Pulls {
  return pullFrom(lanes.map((lane) => openLane(nats, lane)))
}

export function pullFrom(readers: readonly LaneReader[]): Pulls {
  /** When a lane had nothing, if it has not answered since. */
  const emptyAtMs = new Map<LaneReader, number>()
  const isEmpty = (reader: LaneReader) =>
    performance.now() - (emptyAtMs.get(reader) ?? -Infinity) < emptyForMs
  let turn = 0
  return {
    next: async ({ expiresMs, signal }) => {
      const order = readers.map((_, at) => readers[(turn + at) % readers.length]!)
      order.sort((one, other) => Number(isEmpty(one)) - Number(isEmpty(other)))
      turn += 1
      return firstOf(order, emptyAtMs, { expiresMs, signal })
    },
    close: async () => {
      await Promise.all(readers.map((reader) => reader.close()))
    },
  }
}

async function firstOf(
  [first, ...others]: readonly LaneReader[],
  emptyAtMs: Map<LaneReader, number>,
  { expiresMs, signal }: { readonly expiresMs: number; readonly signal: AbortSignal },
): Promise<Delivery | null> {
  const over = new AbortController()
  const isOver = once(over.signal, 'abort')
  const abort = () => over.abort()
  if (signal.aborted) return null
  signal.addEventListener('abort', abort)
  let taken: Delivery | null = null

  async function pull(reader: LaneReader): Promise<void> {
    const delivery = await reader.next({ expiresMs, signal: over.signal })
    if (delivery === null) return
    emptyAtMs.delete(reader)
    if (over.signal.aborted) return delivery.nak(0)
    taken = delivery
    over.abort()
  }

  try {
    const firstPull = pull(first!)
    if (others.length > 0) await Promise.race([firstPull, delay(headStartMs)])
    if (taken === null) emptyAtMs.set(first!, performance.now())
    if (taken === null) await Promise.race([isOver, Promise.all([firstPull, ...others.map(pull)])])
  } catch (error: unknown) {
    // Another lane has answered: what is wrong with this one will be heard again.
    if (taken === null) throw error
  } finally {
    signal.removeEventListener('abort', abort)
    over.abort()
  }
  return taken
}
