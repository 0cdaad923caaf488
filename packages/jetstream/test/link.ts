import { randomUUID } from 'node:crypto'
import { connectNats, ensureTopology, type NatsLink } from '@framewright/jetstream'
import type { Lane, WorkItem } from '@framewright/schemas'
import { withNats, type NatsServer } from '../../../test/support/nats-server.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'

interface Teardown {
  teardown(release: () => unknown): void
}

export const openLink = async (t: Teardown, url: string, name = 'test'): Promise<NatsLink> => {
  const link = await connectNats({ url, name, log: quietLog })
  t.teardown(() => link.close())
  return link
}

/** A server with the topology in it, and a connection to it. */
export async function withLink(t: Teardown): Promise<{ nats: NatsServer; link: NatsLink }> {
  const nats = await withNats(t)
  const link = await openLink(t, nats.url)
  await ensureTopology(link)
  return { nats, link }
}

export function workItem(lane: Lane = 'cpu-s', renderId: string = randomUUID()): WorkItem {
  const itemId = `render-${renderId}`
  return { kind: 'render', itemId, renderId, stream: itemId, lane, traceparent: null }
}

export const never: AbortSignal = new AbortController().signal
