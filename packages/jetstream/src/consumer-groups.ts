/**
 * How far the consumer groups of RENDER_EVENTS have come, whoever they are: a group is a durable consumer of the stream.
 * What the dispatcher notes of this is what makes a wiped store harmless: the groups are made again, and everything from
 * the oldest event that some group had not acknowledged is relayed again.
 */
import { AckPolicy, DeliverPolicy, type ConsumerConfig, type ConsumerInfo } from 'nats'
import type { NatsLink } from './connect.ts'
import { listConsumers } from './consumer-lag.ts'
import { apiCodeOf, apiCodes } from './errors.ts'
import { afterHeader } from './events.ts'
import { eventsStream, manage } from './topology.ts'

/** A group as it can be written down and made again. */
export interface ConsumerGroup {
  readonly name: string
  readonly config: Readonly<Record<string, unknown>>
}

export interface EventsState {
  /** The identity of the stream that all the rest is about. */
  readonly createdAt: string
  readonly groups: readonly ConsumerGroup[]
  /**
   * From where to relay again so that every group sees all that it has not acknowledged: `acknowledged` when there is no
   * such event, `unknown` when its message is not there.
   */
  readonly oldest: 'acknowledged' | 'unknown' | { readonly after: string | null }
  /** The sequence below which everything is acknowledged by every group. */
  readonly acknowledgedBelow: number
}

/** As of the moment of the call or earlier, never later. Throws BrokerUnavailable, StreamMissing. */
export async function inspectEvents(link: NatsLink): Promise<EventsState> {
  // First the stream, then the groups: whatever a group is found to have acknowledged, no event is taken for acknowledged
  // that came in between.
  const { created, state } = await manage(link, ({ streams }) => streams.info(eventsStream))
  const groups = await consumerGroups(link)
  const end = state.last_seq + 1
  const oldest = Math.min(end, ...groups.map((group) => oldestOf(group, end)))
  const acknowledgedBelow = Math.max(oldest, state.first_seq)
  return {
    createdAt: created,
    groups: groups.map(({ name, config }) => ({ name, config: { ...config } })),
    oldest: acknowledgedBelow >= end ? 'acknowledged' : await positionBefore(link, acknowledgedBelow),
    acknowledgedBelow,
  }
}

/** Makes the groups that are not there, each to receive the stream from its beginning. */
export async function restoreGroups(link: NatsLink, groups: readonly ConsumerGroup[]): Promise<void> {
  if (groups.length === 0) return
  const present = new Set((await consumerGroups(link)).map(({ name }) => name))
  for (const { name, config } of groups) {
    if (present.has(name)) continue
    const { opt_start_seq: _seq, opt_start_time: _time, ...kept } = config as Partial<ConsumerConfig>
    const anew = { ...kept, deliver_policy: DeliverPolicy.All }
    await manage(link, ({ consumers }) => consumers.add(eventsStream, anew))
    link.log.warn({ group: name }, 'made a consumer group of the events anew')
  }
}

/** Removes what every group has acknowledged, but for the newest messages: for a group that comes back, or is new. */
export function trimEvents(
  link: NatsLink,
  { acknowledgedBelow }: Pick<EventsState, 'acknowledgedBelow'>,
  keep: number,
): Promise<void> {
  return manage(link, async ({ streams }) => {
    const { state } = await streams.info(eventsStream)
    const below = Math.min(acknowledgedBelow, state.last_seq + 1 - keep)
    if (below > state.first_seq) await streams.purge(eventsStream, { seq: below })
  })
}

async function consumerGroups(link: NatsLink): Promise<ConsumerInfo[]> {
  const consumers = await listConsumers(link, eventsStream)
  // Without acknowledgements there is nothing that a group could have left unacknowledged.
  return consumers.filter(({ config }) => config.durable_name && config.ack_policy !== AckPolicy.None)
}

/** A filter may leave most events out, and then only "nothing is outstanding" moves on past them. */
const oldestOf = (group: ConsumerInfo, end: number): number =>
  group.num_pending === 0 && group.num_ack_pending === 0 ? end : group.ack_floor.stream_seq + 1

function positionBefore(link: NatsLink, seq: number): Promise<EventsState['oldest']> {
  return manage(link, async ({ streams }) => {
    try {
      const message = await streams.getMessage(eventsStream, { seq })
      const after = message.header.get(afterHeader)
      return { after: after === '' ? null : after }
    } catch (error: unknown) {
      if (apiCodeOf(error) === apiCodes.messageNotFound) return 'unknown'
      throw error
    }
  })
}
