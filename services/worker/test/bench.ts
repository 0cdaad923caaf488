import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { renderItemId, renderStream } from '@framewright/domain'
import type { FfmpegProfile } from '@framewright/ffmpeg'
import { openEventStore, type EventStore } from '@framewright/event-store'
import {
  connectNats,
  consumerLag,
  ensureTopology,
  publishWork,
  releaseWork,
  workStream,
  type NatsLink,
} from '@framewright/jetstream'
import { createMetrics } from '@framewright/observability'
import { eventCatalogue, type RenderEvent, type WorkItem } from '@framewright/schemas'
import { openStorage, type Storage } from '@framewright/storage'
import type { Test } from 'tap'
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid'
import { eventually } from '../../../test/support/eventually.ts'
import { withNats, type NatsServer } from '../../../test/support/nats-server.ts'
import { withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { requested } from '../../../test/support/render-facts.ts'
import { startWorker, type Worker, type WorkerDeps } from '../src/start.ts'
import type { Timings } from '../src/timings.ts'

type StartOptions = Partial<
  Pick<WorkerDeps, 'perform' | 'profile' | 'timings' | 'eventStore' | 'storage' | 'log'>
> & {
  readonly workerId?: string
  readonly natsUrl?: string
  readonly scratchMinFreeBytes?: number
  readonly maxMemoryBytes?: number
  readonly slots?: number
  readonly lanes?: WorkerDeps['config']['WORKER_LANES']
  /** Where it is expected to fail. */
  readonly onFail?: (error: unknown) => void
}

export interface Bench {
  readonly eventStore: EventStore
  readonly eventStoreUrl: string
  readonly storage: Storage
  readonly storageUrl: string
  readonly scratchRoot: string
  readonly natsServer: NatsServer
  readonly nats: NatsLink
  /** A worker with a connection of its own; stopped at the end, unless the test has done so. */
  startWorker(options: StartOptions): Promise<Worker & { readonly nats: NatsLink }>
  /** A render that has been asked for, with whatever else has happened to it. */
  request(data?: Parameters<typeof requested>[0], ...more: readonly RenderEvent[]): Promise<string>
  append(renderId: string, ...events: readonly RenderEvent[]): Promise<void>
  /** Publishes the work item, if there is no message for it. */
  publish(renderId: string, options?: { traceparent?: string; slots?: number }): Promise<void>
  /** Whatever message there is, a new one takes its place. */
  release(renderId: string, options?: { goneHolder: string }): Promise<void>
  events(renderId: string): Promise<RenderEvent[]>
  types(renderId: string): Promise<string[]>
  /** Resolves when the render's stream has exactly these events. */
  untilTypes(renderId: string, types: readonly string[], withinMs?: number): Promise<void>
  /** Resolves when RENDER_WORK holds no message any more. */
  untilNoWork(withinMs?: number): Promise<void>
  /** Resolves when somebody has been given each message of RENDER_WORK. */
  untilDelivered(): Promise<void>
  /** How many messages were delivered and not acknowledged. */
  unacknowledged(): Promise<number>
}

/** Quick enough for tests, with the proportions of the real ones. */
export const quickTimings: Partial<Timings> = {
  ackWaitMs: 400,
  beatMs: 100,
  reconnectGraceMs: 0,
  presenceMs: 50,
  // Who answers may be in the same process, on a busy machine: silence for less says nothing.
  askMs: 1_000,
  pullMs: 1_000,
  drainFinishMs: 3_000,
  drainRecordMs: 500,
}

export const noProfile: FfmpegProfile = { ffmpegBuild: 'none', encoders: [] }

export async function openBench(t: Test): Promise<Bench> {
  const { url: eventStoreUrl } = await withDatabase(t, { empty: true })
  const eventStore = await openEventStore({ url: eventStoreUrl, log: quietLog })
  t.teardown(() => eventStore.close())
  const natsServer = await withNats(t)
  const folder = t.testdir()
  mkdirSync(join(folder, 'storage'))
  const storageUrl = `file://${join(folder, 'storage')}`
  const storage = await openStorage({ url: storageUrl, log: quietLog })
  t.teardown(() => storage.close())
  const connect = async (name: string, url = natsServer.url): Promise<NatsLink> => {
    const link = await connectNats({ url, name, log: quietLog })
    t.teardown(() => link.close())
    return link
  }
  const nats = await connect('test')
  await ensureTopology(nats)
  const scratchRoot = join(folder, 'scratch')

  const itemOf = (renderId: string, traceparent: string | null = null): WorkItem => ({
    kind: 'render',
    itemId: renderItemId(renderId),
    renderId,
    stream: renderStream(renderId),
    lane: 'cpu-s',
    traceparent,
  })

  const events = async (renderId: string) =>
    (await eventStore.readStream(renderStream(renderId))).map(
      ({ type, data }) => ({ type, data }) as RenderEvent,
    )
  const types = async (renderId: string) => (await events(renderId)).map(({ type }) => type)

  async function lag(): Promise<{ pending: number; ackPending: number }> {
    const lanes = (await consumerLag(nats)).filter(({ stream }) => stream === workStream)
    return {
      pending: lanes.reduce((sum, { pending }) => sum + pending, 0),
      ackPending: lanes.reduce((sum, { ackPending }) => sum + ackPending, 0),
    }
  }

  async function append(renderId: string, ...more: readonly RenderEvent[]): Promise<void> {
    const stream = renderStream(renderId)
    const revision = (await eventStore.readStream(stream)).at(-1)?.revision
    await eventStore.append(
      stream,
      revision ?? 'no_stream',
      more.map((event) => ({ id: uuidv7(), ...event, metadata: metadataOf(event, renderId) })),
    )
  }

  return {
    eventStore,
    eventStoreUrl,
    storage,
    storageUrl,
    scratchRoot,
    natsServer,
    nats,
    startWorker: async (options) => {
      const link = await connect('worker', options.natsUrl)
      const worker = await startWorker({
        config: {
          ...(options.workerId === undefined ? {} : { WORKER_ID: options.workerId }),
          WORKER_SLOTS: options.slots ?? 1,
          WORKER_LANES: [...(options.lanes ?? (['cpu-s'] as const))],
          SCRATCH_DIR: scratchRoot,
          SCRATCH_MIN_FREE_BYTES: options.scratchMinFreeBytes ?? 0,
          ...(options.maxMemoryBytes === undefined
            ? {}
            : { RENDER_MAX_MEMORY_BYTES: options.maxMemoryBytes }),
        },
        eventStore: options.eventStore ?? eventStore,
        nats: link,
        storage: options.storage ?? storage,
        log: options.log ?? quietLog,
        metrics: createMetrics('worker'),
        fail: options.onFail ?? ((error) => t.fail('a worker has failed', { error })),
        stop: (reason) => t.fail('nobody drains it', { reason }),
        profile: options.profile ?? noProfile,
        ...(options.perform === undefined ? {} : { perform: options.perform }),
        timings: { ...quickTimings, ...options.timings },
      })
      t.teardown(() => worker.stop())
      return Object.assign(worker, { nats: link })
    },
    request: async (data = {}, ...more) => {
      const renderId = uuidv4()
      await append(renderId, requested({ ...data, renderId }), ...more)
      return renderId
    },
    append,
    publish: async (renderId, { traceparent, ...options } = {}) => {
      await publishWork(nats, itemOf(renderId, traceparent), options)
    },
    release: async (renderId, options) => {
      await releaseWork(nats, itemOf(renderId), options)
    },
    events,
    types,
    untilTypes: (renderId, expected, withinMs = 10_000) =>
      eventually(async () => assert.deepEqual(await types(renderId), expected), { withinMs }),
    untilNoWork: (withinMs = 10_000) =>
      eventually(async () => assert.deepEqual(await lag(), { pending: 0, ackPending: 0 }), { withinMs }),
    untilDelivered: () => eventually(async () => assert.equal((await lag()).pending, 0)),
    unacknowledged: async () => (await lag()).ackPending,
  }
}

const metadataOf = (event: RenderEvent, renderId: string) => ({
  $correlationId: renderId,
  $causationId: renderId,
  traceparent: null,
  userId: 'ada',
  schemaVersion: eventCatalogue[event.type].schemaVersion,
})
