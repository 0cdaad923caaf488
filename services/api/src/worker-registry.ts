import { watchPresence, type NatsLink } from '@framewright/jetstream'
import type { WorkerPresence, WorkerView } from '@framewright/schemas'

/** A worker beats once a second; after so many seconds without, it is gone. */
const silenceMs = 3_500

export interface WorkerRegistry {
  /** The workers that were heard of lately, by id. */
  alive(): WorkerPresence[]
  view(worker: WorkerPresence, forOperator: boolean): WorkerView
  /** Whether some worker can use this encoder. */
  offers(encoder: string): boolean
  close(): void
}

interface Heard {
  readonly presence: WorkerPresence
  readonly atMs: number
}

/** Knows the workers from what they say of themselves over core NATS; keeps nothing else. */
export function openWorkerRegistry(nats: NatsLink, nowMs: () => number): WorkerRegistry {
  const heard = new Map<string, Heard>()
  const stop = watchPresence(nats, (presence) => {
    heard.set(presence.workerId, { presence, atMs: nowMs() })
  })
  const alive = (): WorkerPresence[] => {
    for (const [workerId, { atMs }] of heard) if (nowMs() - atMs > silenceMs) heard.delete(workerId)
    return [...heard.values()]
      .map(({ presence }) => presence)
      .sort((a, b) => (a.workerId < b.workerId ? -1 : 1))
  }
  return { alive, view, offers: (encoder) => alive().some((worker) => canUse(worker, encoder)), close: stop }
}

const canUse = (worker: WorkerPresence, encoder: string): boolean =>
  worker.encoders.some(({ name, usable }) => usable && name === encoder)

function view(worker: WorkerPresence, forOperator: boolean): WorkerView {
  const { workerId, lanes, slots, taken, load, draining, ffmpegBuild, encoders } = worker
  const { startedAt, at, holds, host, pid } = worker
  return {
    workerId,
    lanes,
    slots,
    busy: taken ?? holds.length,
    ...(load === undefined ? {} : { load }),
    draining,
    ffmpegBuild,
    encoders,
    startedAt,
    seenAt: at,
    ...(forOperator ? { holds, host, pid } : {}),
  }
}
