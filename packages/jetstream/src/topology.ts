import { isDeepStrictEqual } from 'node:util'
import { lanes, type Lane } from '@framewright/schemas'
import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  nanos,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from 'nats'
import { ask } from './ask.ts'
import type { NatsLink } from './connect.ts'
import { BrokerUnavailable, isNoResponders, StreamMissing } from './errors.ts'
import { subjects } from './subjects.ts'

export const workStream = 'RENDER_WORK'
export const eventsStream = 'RENDER_EVENTS'
/** How long a delivered message waits for a sign of life before it is delivered again. */
export const ackWaitMs = 30_000
export const apiTimeoutMs = 3_000

const mebibyte = 1024 * 1024

/**
 * RENDER_WORK: one message for each item at most, by its subject, until it is acknowledged. What does not fit is refused,
 * so nothing that waits is ever pushed out.
 *
 * RENDER_EVENTS: kept by limits, and cut by `trimEvents` behind the slowest consumer group. Not `interest`: after the store
 * was wiped the groups are gone too, and what is relayed again before they are back would vanish. Full is refused as well:
 * the relay waits, visibly, rather than lose what a group has not seen.
 */
const streams: readonly Partial<StreamConfig>[] = [
  {
    name: workStream,
    subjects: [subjects.allWork],
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_msgs_per_subject: 1,
    discard_new_per_subject: true,
    max_bytes: 64 * mebibyte,
  },
  {
    name: eventsStream,
    subjects: [subjects.allEvents],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_bytes: 512 * mebibyte,
    // A convenience against needless repeats only: it does not survive much, and nothing rests on it.
    duplicate_window: nanos(120_000),
  },
]

/** Attempts are counted from events, so deliveries have no limit, and no list of pauses that would override the wait. */
const consumerOf = (lane: Lane): Partial<ConsumerConfig> => ({
  durable_name: lane,
  filter_subject: subjects.workOf(lane),
  deliver_policy: DeliverPolicy.All,
  ack_policy: AckPolicy.Explicit,
  ack_wait: nanos(ackWaitMs),
  max_deliver: -1,
  // Delayed naks count too: a limit that is reached stops the whole lane (measured).
  max_ack_pending: 20_000,
  max_waiting: 4_096,
})

export interface Topology {
  /** The stream of work was not there: whatever was in it is to be published again. */
  readonly workCreated: boolean
  /** The identity of RENDER_EVENTS: another one is another stream, whatever its name. */
  readonly eventsCreatedAt: string
}

/** Makes streams and lane consumers where they are missing or differ. Throws BrokerUnavailable. */
export async function ensureTopology(link: NatsLink, options: { replicas?: number } = {}): Promise<Topology> {
  const { replicas = 1 } = options
  const [work, events] = [streams[0]!, streams[1]!]
  const workCreated = await ensureStream(link, { ...work, num_replicas: replicas })
  for (const lane of lanes) await ensureConsumer(link, consumerOf(lane))
  await ensureStream(link, { ...events, num_replicas: replicas })
  return { workCreated, eventsCreatedAt: await eventsCreatedAt(link) }
}

/** Throws StreamMissing where there is none. */
export async function eventsCreatedAt(link: NatsLink): Promise<string> {
  const { created } = await manage(link, ({ streams }) => streams.info(eventsStream))
  return created
}

/** Asks JetStream's API. Throws BrokerUnavailable (JetStream itself is not there yet, too), StreamMissing. */
export const manage = <T>(link: NatsLink, question: (manager: JetStreamManager) => Promise<T>): Promise<T> =>
  ask(link, async () => {
    try {
      return await question(
        await link.connection.jetstreamManager({ timeout: apiTimeoutMs, checkAPI: false }),
      )
    } catch (error: unknown) {
      if (!isNoResponders(error)) throw error
      throw new BrokerUnavailable('JetStream does not answer', { cause: error })
    }
  })

/** True: it was made just now. */
async function ensureStream(
  link: NatsLink,
  wanted: Partial<StreamConfig> & { name?: string },
): Promise<boolean> {
  const name = wanted.name!
  const found = await orNullIfMissing(manage(link, ({ streams: api }) => api.info(name)))
  if (found === null) await manage(link, ({ streams: api }) => api.add(wanted))
  else if (!agrees(found.config, wanted)) await manage(link, ({ streams: api }) => api.update(name, wanted))
  return found === null
}

async function ensureConsumer(link: NatsLink, wanted: Partial<ConsumerConfig>): Promise<void> {
  const name = wanted.durable_name!
  const found = await orNullIfMissing(manage(link, ({ consumers }) => consumers.info(workStream, name)))
  if (found === null) await manage(link, ({ consumers }) => consumers.add(workStream, wanted))
  else if (!agrees(found.config, wanted)) {
    await manage(link, ({ consumers }) => consumers.update(workStream, name, wanted))
  }
}

const agrees = (found: object, wanted: object): boolean =>
  Object.entries(wanted).every(([key, value]) =>
    isDeepStrictEqual((found as Record<string, unknown>)[key], value),
  )

async function orNullIfMissing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer
  } catch (error: unknown) {
    if (error instanceof StreamMissing) return null
    throw error
  }
}
