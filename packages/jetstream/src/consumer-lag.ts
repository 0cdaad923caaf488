import type { NatsLink } from './connect.ts'
import { orFault } from './errors.ts'
import { eventsStream, managerOf, workStream } from './topology.ts'

export interface ConsumerLag {
  readonly stream: string
  readonly consumer: string
  readonly pending: number
  readonly ackPending: number
  readonly redelivered: number
}

/** How far every consumer of our streams is behind. Throws BrokerUnavailable, StreamMissing. */
export async function consumerLag(link: NatsLink): Promise<ConsumerLag[]> {
  const manager = await managerOf(link)
  const lags: ConsumerLag[] = []
  for (const stream of [workStream, eventsStream]) {
    const lister = manager.consumers.list(stream)
    for (let page = await orFault(lister.next()); page.length > 0; page = await orFault(lister.next())) {
      for (const info of page) {
        lags.push({
          stream,
          consumer: info.name,
          pending: info.num_pending,
          ackPending: info.num_ack_pending,
          redelivered: info.num_redelivered,
        })
      }
    }
  }
  return lags
}
