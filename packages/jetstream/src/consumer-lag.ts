import type { ConsumerInfo } from 'nats'
import type { NatsLink } from './connect.ts'
import { eventsStream, manage, workStream } from './topology.ts'

export interface ConsumerLag {
  readonly stream: string
  readonly consumer: string
  readonly pending: number
  readonly ackPending: number
  readonly redelivered: number
}

/** How far every consumer of our streams is behind. Throws BrokerUnavailable, StreamMissing. */
export async function consumerLag(link: NatsLink): Promise<ConsumerLag[]> {
  const lags: ConsumerLag[] = []
  for (const stream of [workStream, eventsStream]) {
    for (const info of await listConsumers(link, stream)) {
      lags.push({
        stream,
        consumer: info.name,
        pending: info.num_pending,
        ackPending: info.num_ack_pending,
        redelivered: info.num_redelivered,
      })
    }
  }
  return lags
}

export const listConsumers = (link: NatsLink, stream: string): Promise<ConsumerInfo[]> =>
  manage(link, async ({ consumers }) => {
    const lister = consumers.list(stream)
    const all: ConsumerInfo[] = []
    for (let page = await lister.next(); page.length > 0; page = await lister.next()) all.push(...page)
    return all
  })
