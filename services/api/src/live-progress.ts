import { onProgress, type NatsLink } from '@framewright/jetstream'

/** A tick that is older says little. */
const freshMs = 5_000

export interface LiveProgress {
  /** By its latest tick; null: there is none, or it is old, or says nothing of it. */
  secondsLeft(renderId: string): number | null
  close(): void
}

/** What the films that are made in one piece say of their end themselves, from how fast they get on right now. */
export function watchLiveProgress(nats: NatsLink, nowMs: () => number): LiveProgress {
  const latest = new Map<string, { etaSeconds: number; atMs: number }>()
  const close = onProgress(nats, ({ renderId, chunk, etaSeconds }) => {
    latest.delete(renderId)
    if (chunk === undefined && etaSeconds !== null) latest.set(renderId, { etaSeconds, atMs: nowMs() })
    for (const [oldest, { atMs }] of latest) {
      if (nowMs() - atMs <= freshMs) break
      latest.delete(oldest)
    }
  })
  return {
    secondsLeft: (renderId) => {
      const tick = latest.get(renderId)
      if (tick === undefined || nowMs() - tick.atMs > freshMs) return null
      return Math.max(0, tick.etaSeconds - (nowMs() - tick.atMs) / 1_000)
    },
    close,
  }
}
