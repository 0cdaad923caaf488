/**
 * The system under siege: real PostgreSQL, nats-server and ffmpeg, two dispatchers, two projectors and several workers, each
 * process with links of its own to the servers; and the users who go on submitting whatever is broken.
 */
import { openEventStore, type EventStore } from '@framewright/event-store'
import { connectNats, type NatsLink } from '@framewright/jetstream'
import type { Edit, RenderView } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'
import { quietLog } from '../support/quiet-log.ts'
import { startSystem, type System } from '../support/system.ts'
import { uploadFilms, type Films, type Size } from './films.ts'
import { stallingEnvironment } from './faults/loop-stalled.ts'
import { openLedger, type Ending, type Ledger } from './ledger.ts'
import { submitSurely } from './submit-surely.ts'
import { openPoisonedFfmpeg, type PoisonedFfmpeg } from './poisoned-ffmpeg.ts'
import { supervise, type Supervisor } from './supervise.ts'

export interface Siege {
  readonly system: System
  readonly supervisor: Supervisor
  readonly client: ApiClient
  readonly films: Films
  readonly ledger: Ledger
  readonly ffmpeg: PoisonedFfmpeg
  /** Straight to the servers: for looking, and for publishing what nobody should. */
  readonly eventStore: EventStore
  readonly nats: NatsLink
  readonly options: SiegeOptions
  /** From 0 to 1, the same in each siege with the same seed. */
  random(): number
  /** Accepted, and entered in the ledger. */
  submit(edit: Edit, endings?: readonly Ending[]): Promise<RenderView>
  /** Another edit each time. */
  nextChunked(): Edit
}

export interface Teardown {
  teardown(release: () => unknown): void
  passing(): boolean
  comment(message: string): void
}

export interface SiegeOptions {
  readonly seed: number
  readonly workers: number
  /** Of the films that take a while: how much work they are. */
  readonly filmSize: Size
  /** A black hole lasts up to this. */
  readonly longestHoldMs: number
  /** How long an event loop is kept busy. */
  readonly loopStallMs: number
}

export async function startSiege(t: Teardown, options: SiegeOptions): Promise<Siege> {
  const { seed, workers } = options
  const ffmpeg = openPoisonedFfmpeg(t)
  const system = await startSystem(t, {
    ...{ workers, dispatchers: 2, projectors: 2, hasOwnPostgres: true, hasLinks: true },
    env: {
      worker: {
        ...stallingEnvironment(options.loopStallMs),
        PATH: ffmpeg.PATH,
        SCRATCH_MIN_FREE_BYTES: `${4 * 1024 ** 2}`,
      },
    },
  })
  const supervisor = supervise(system.services)
  t.teardown(() => supervisor.stop())
  const client = system.client({ userId: 'besieged', lifetimeSeconds: 86_400 })
  const eventStore = await openEventStore({ url: system.eventStoreUrl, log: quietLog })
  t.teardown(() => eventStore.close())
  const nats = await connectNats({ url: system.nats.url, name: 'siege', log: quietLog })
  t.teardown(() => nats.close())
  const ledger = openLedger()
  const random = randomFrom(seed)
  const films = await uploadFilms(client, options.filmSize)
  let submitted = 0
  let chunked = 0
  return {
    ...{ system, supervisor, client, films, ffmpeg, ledger, eventStore, nats, options, random },
    submit: async (edit, endings = ['completed']) => {
      submitted += 1
      const key = `siege-${seed}-${submitted}`
      const render = await submitSurely(client, ledger, { edit, key })
      ledger.accept({ renderId: render.renderId, key, endings })
      return render
    },
    nextChunked: () => {
      chunked += 1
      return films.chunked(chunked)
    },
  }
}

/** Mulberry32: small, and good enough to choose moments. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
