import { onCancel, type NatsLink } from '@framewright/jetstream'

/**
 * Cancels, as the api announces them over core NATS: one subscription for the process. A notice is no proof, only a
 * reason to look at the render's stream at once, and one that gets lost costs no more than a beat.
 */
export interface CancelNotices {
  /** From before the stream is read, so that no cancel falls between the reading and the work. */
  listen(renderId: string): CancelNotice
  close(): void
}

export interface CancelNotice {
  /** Calls for each notice, the ones before this included. */
  hear(look: () => void): void
  close(): void
}

interface Ear {
  heard: boolean
  look: (() => void) | null
}

export function openCancelNotices(nats: NatsLink): CancelNotices {
  const ears = new Map<string, Set<Ear>>()
  const stop = onCancel(nats, (renderId) => {
    for (const ear of ears.get(renderId) ?? []) {
      ear.heard = true
      ear.look?.()
    }
  })
  return {
    listen: (renderId) => {
      const ear: Ear = { heard: false, look: null }
      const group = ears.get(renderId) ?? new Set()
      ears.set(renderId, group.add(ear))
      return {
        hear: (look) => {
          ear.look = look
          if (ear.heard) look()
        },
        close: () => {
          group.delete(ear)
          if (group.size === 0 && ears.get(renderId) === group) ears.delete(renderId)
        },
      }
    },
    close: stop,
  }
}
