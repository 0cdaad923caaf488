import { hostname } from 'node:os'
import type { FfmpegProfile } from '@framewright/ffmpeg'
import { answerHolds, beatPresence, type NatsLink } from '@framewright/jetstream'
import type { Lane } from '@framewright/schemas'
import type { HeldItems } from './held-items.ts'
import type { Room } from './room.ts'
import { loadOf, thisMachine } from './this-machine.ts'
import type { Timings } from './timings.ts'

export interface PresenceOptions {
  readonly nats: NatsLink
  readonly workerId: string
  readonly lanes: readonly Lane[]
  readonly room: Pick<Room, 'slots' | 'taken'>
  readonly heldItems: HeldItems
  readonly isDraining: () => boolean
  readonly profile: FfmpegProfile
  readonly timings: Pick<Timings, 'presenceMs'>
}

/**
 * Says once a second who this worker is and what it holds, and answers "do you hold it?". Until the very end of a drain:
 * an item whose outcome is being recorded is held.
 */
export function startPresence(options: PresenceOptions): { stop(): void } {
  const { nats, workerId, lanes, room, heldItems, isDraining, profile, timings } = options
  const startedAt = new Date().toISOString()

  const beat = () =>
    beatPresence(nats, {
      workerId,
      lanes: [...lanes],
      slots: room.slots,
      taken: room.taken,
      load: loadOf(thisMachine()),
      holds: heldItems.list(),
      draining: isDraining(),
      ffmpegBuild: profile.ffmpegBuild,
      encoders: [...profile.encoders],
      pid: process.pid,
      host: hostname(),
      startedAt,
      at: new Date().toISOString(),
    })

  const stopAnswering = answerHolds(nats, workerId, (itemId) => heldItems.holds(itemId))
  const stopReconnects = nats.onConnected(beat)
  const timer = setInterval(beat, timings.presenceMs)
  beat()
  return {
    stop: () => {
      clearInterval(timer)
      stopReconnects()
      stopAnswering()
    },
  }
}
