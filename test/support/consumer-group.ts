import type { NatsLink } from '@framewright/jetstream'
import { AckPolicy, DeliverPolicy } from 'nats'
import { eventually } from './eventually.ts'

export interface ConsumerGroup {
  /** Ids of what it was given and has acknowledged, in the order in which it came. */
  readonly seen: string[]
  leave(): Promise<void>
}

/**
 * A consumer group of RENDER_EVENTS that takes what comes, whatever happens to the broker. It makes its durable consumer
 * once, if it `isNew`; otherwise it waits until it is there.
 */
export async function joinGroup(
  t: { teardown(release: () => unknown): void },
  link: NatsLink,
  { isNew = true } = {},
): Promise<ConsumerGroup> {
  const name = 'webhooks'
  const leaving = new AbortController()
  const seen: string[] = []
  await eventually(async () => {
    const { consumers } = await link.connection.jetstreamManager({ timeout: 500 })
    if (!isNew) return consumers.info('RENDER_EVENTS', name)
    return consumers.add('RENDER_EVENTS', {
      durable_name: name,
      ack_policy: AckPolicy.Explicit,
      deliver_policy: DeliverPolicy.All,
    })
  })

  async function takeOne(): Promise<void> {
    const consumer = await link.connection.jetstream({ timeout: 1_000 }).consumers.get('RENDER_EVENTS', name)
    const message = await consumer.next({ expires: 1_000 })
    if (message === null || !(await message.ackAck({ timeout: 1_000 }))) return
    seen.push(message.json<{ id: string }>().id)
  }
  async function takeAll(): Promise<void> {
    while (!leaving.signal.aborted) {
      // The broker is away, or its store was wiped: it asks again.
      await takeOne().catch(() => new Promise((resolve) => setTimeout(resolve, 50)))
    }
  }
  const taking = takeAll()
  const leave = async () => {
    leaving.abort()
    await taking
  }
  t.teardown(leave)
  return { seen, leave }
}
