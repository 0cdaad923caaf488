import type { EventStore } from '@framewright/event-store'
import { readFfmpegProfile, type FfmpegProfile } from '@framewright/ffmpeg'
import { onDrain, type NatsLink } from '@framewright/jetstream'
import { openReleases } from '@framewright/lifecycle'
import type { Logger, Metrics } from '@framewright/observability'
import type { Storage } from '@framewright/storage'
import { slotsOf } from './capacity.ts'
import { openCancelNotices } from './cancel-notices.ts'
import { workerIdOf, type WorkerConfig } from './config.ts'
import { createHeldItems } from './held-items.ts'
import { createPerform } from './perform.ts'
import { startPresence } from './presence.ts'
import { thisMachine } from './this-machine.ts'
import { openPulls } from './pull.ts'
import { usualMemoryBytes } from './memory-limit.ts'
import { createRoom } from './room.ts'
import { openScratch } from './scratch.ts'
import { createScratchWatch } from './scratch-watch.ts'
import { watchSurroundings } from './surroundings.ts'
import { usualTimings, type Timings } from './timings.ts'
import type { Perform } from './work-item.ts'
import { startClaimLoop } from './worker.ts'

export interface WorkerDeps {
  readonly config: Readonly<
    Pick<
      WorkerConfig,
      | 'WORKER_ID'
      | 'WORKER_SLOTS'
      | 'WORKER_LANES'
      | 'SCRATCH_DIR'
      | 'SCRATCH_MIN_FREE_BYTES'
      | 'RENDER_MAX_MEMORY_BYTES'
    >
  >
  readonly eventStore: EventStore
  readonly nats: NatsLink
  readonly storage: Storage
  readonly log: Logger
  readonly metrics: Metrics
  /** Told of what the process must not go on after: it is to exit, without having acknowledged. */
  readonly fail: (error: unknown) => void
  /** Told that an operator wants this worker drained: the process is to end as after a SIGTERM. */
  readonly stop: (reason: string) => void
  /** Does the work; by default it renders. */
  readonly perform?: Perform
  /** What FFmpeg can do here; by default it is tried out, which takes a second or two. */
  readonly profile?: FfmpegProfile
  readonly timings?: Partial<Timings>
}

export interface Worker {
  readonly workerId: string
  readonly isReady: boolean
  /** Ids of the items it holds. */
  holds(): string[]
  /** Drains: work that is nearly done is finished, the rest handed back. Then lets go of everything. */
  stop(): Promise<void>
}

export async function startWorker(deps: WorkerDeps): Promise<Worker> {
  const { config, eventStore, nats, storage, metrics, fail, stop } = deps
  const timings = { ...usualTimings, ...deps.timings }
  const workerId = workerIdOf(config.WORKER_ID)
  const log = deps.log.child({ workerId })
  const releases = openReleases()
  try {
    const scratch = await openScratch(config.SCRATCH_DIR, log)
    releases.add('scratch', () => scratch.close())
    const profile = deps.profile ?? (await readFfmpegProfile())
    log.info({ profile }, 'the profile of ffmpeg')
    const hasRoom = async () => (await scratch.freeBytes()) >= config.SCRATCH_MIN_FREE_BYTES
    const surroundings = watchSurroundings(
      {
        'event store': () => eventStore.ping(),
        storage: () => storage.ping(),
        disk: async () => {
          if (!(await hasRoom())) throw new Error('too little of scratch is free')
        },
      },
      log,
    )
    const notices = openCancelNotices(nats)
    releases.add('cancel notices', () => notices.close())
    const pulls = openPulls(nats, config.WORKER_LANES)
    releases.add('pulls', () => pulls.close())

    const room = createRoom(config.WORKER_SLOTS ?? slotsOf(thisMachine()))
    log.info({ slots: room.slots }, 'it has so many slots')
    const heldItems = createHeldItems()
    let isDraining = () => false
    // Answers before it claims anything: who holds something has to be able to say so.
    const presence = startPresence({
      nats,
      workerId,
      lanes: config.WORKER_LANES,
      room,
      heldItems,
      isDraining: () => isDraining(),
      profile,
      timings,
    })
    releases.add('presence', () => presence.stop())
    // For as long as it drains: who asks again gets the same answer.
    releases.add(
      'drain requests',
      onDrain(nats, workerId, () => stop('an operator drains it')),
    )
    const perform = deps.perform ?? createPerform({ storage, profile })
    const { ffmpegBuild } = profile
    const memoryBytes = config.RENDER_MAX_MEMORY_BYTES ?? usualMemoryBytes()
    log.info(
      { memoryBytes },
      'an ffmpeg may have so much memory: it is looked at twice a second, and not fenced by a control group',
    )
    // What goes on while the disk fills up may use half of what has to be free before anything begins.
    const scratchWatch = createScratchWatch({ scratch, minFreeBytes: config.SCRATCH_MIN_FREE_BYTES / 2, log })
    const reached = { eventStore, nats, storage, scratch, scratchWatch, heldItems }
    const parts = { workerId, ffmpegBuild, memoryBytes, ...reached, perform, timings, metrics, log }
    const loop = startClaimLoop({ ...parts, room, pulls, notices, hasRoom, surroundings, fail })
    isDraining = () => loop.isDraining
    releases.add('claim loop', () => loop.drain())
    return {
      workerId,
      get isReady() {
        return nats.isConnected && surroundings.areWell && !loop.isDraining
      },
      holds: () => heldItems.list(),
      stop: () => releases.release(),
    }
  } catch (error: unknown) {
    await releases.release()
    throw error
  }
}
