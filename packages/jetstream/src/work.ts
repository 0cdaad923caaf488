import type { Lane, WorkItem } from '@framewright/schemas'
import { headers, type MsgHdrs } from 'nats'
import { ask } from './ask.ts'
import type { NatsLink } from './connect.ts'
import { apiCodeOf, apiCodes, apiWordsOf, BrokerUnavailable } from './errors.ts'
import { subjects } from './subjects.ts'
import { apiTimeoutMs, manage, workStream } from './topology.ts'

/** The server has one number for every reason not to store; only its words tell this one. */
const onePerSubject = 'maximum messages per subject exceeded'
/** Each try loses only to somebody who publishes the same item in between: the reconciler, or a leader that is gone. */
const mostTries = 5

/** A header and no part of the item: a worker of before, which takes nothing that it does not know, takes this. */
export const slotsHeader = 'Framewright-Slots'
export const goneHolderHeader = 'Framewright-Gone-Holder'

export interface WorkOptions {
  /** What the item takes of a worker. */
  readonly slots?: number
  /** The worker that held the item and was found to be gone, by somebody who has listened for long enough to tell. */
  readonly goneHolder?: string | null
}

/**
 * Publishes an item unless its message is there, waiting or delivered and not acknowledged: then it is refused.
 * Throws BrokerUnavailable, StreamMissing.
 */
export async function publishWork(
  link: NatsLink,
  item: WorkItem,
  { slots = 1, goneHolder = null }: WorkOptions = {},
): Promise<'published' | 'refused'> {
  const js = link.connection.jetstream({ timeout: apiTimeoutMs })
  const body = JSON.stringify(item)
  const carried = traceHeaders(item.traceparent)
  carried.set(slotsHeader, String(slots))
  if (goneHolder !== null) carried.set(goneHolderHeader, goneHolder)
  return ask(link, async () => {
    try {
      await js.publish(subjects.work(item), body, { headers: carried })
      return 'published'
    } catch (error: unknown) {
      if (isRefusal(error)) return 'refused'
      throw error
    }
  })
}

/**
 * Afterwards the item has a message that nobody has been given yet: what is there is deleted by its sequence, so that a
 * late ack of the old one cannot take the new one away. Throws BrokerUnavailable, StreamMissing.
 */
export async function releaseWork(link: NatsLink, item: WorkItem, options: WorkOptions = {}): Promise<void> {
  // As a rule there is nothing to be deleted, and one round trip does it.
  for (let tries = 0; tries < mostTries; tries += 1) {
    if ((await publishWork(link, item, options)) === 'published') return
    await withdrawWork(link, item)
  }
  throw new BrokerUnavailable(`somebody else goes on publishing ${item.itemId}`)
}

const goneCodes: ReadonlySet<number | null> = new Set([
  apiCodes.messageNotFound,
  apiCodes.sequenceNotFound,
  apiCodes.messageNotDeleted,
])

/** Takes the item's message away, if there is one. Throws BrokerUnavailable, StreamMissing. */
export function withdrawWork(link: NatsLink, item: Pick<WorkItem, 'lane' | 'itemId'>): Promise<void> {
  return manage(link, async ({ streams }) => {
    try {
      const { seq } = await streams.getMessage(workStream, { last_by_subj: subjects.work(item) })
      await streams.deleteMessage(workStream, seq, false)
    } catch (error: unknown) {
      // Acknowledged before it was looked for, or between that and this.
      if (!goneCodes.has(apiCodeOf(error))) throw error
    }
  })
}

/**
 * Which of these items of a lane have a message that was given to somebody: it lies before the place up to which the lane's
 * consumer has come. Throws BrokerUnavailable, StreamMissing.
 */
export function givenOut<Item extends Pick<WorkItem, 'lane' | 'itemId'>>(
  link: NatsLink,
  lane: Lane,
  items: readonly Item[],
): Promise<Item[]> {
  if (items.length === 0) return Promise.resolve([])
  return manage(link, async ({ streams, consumers }) => {
    const { delivered } = await consumers.info(workStream, lane)
    const given = await Promise.all(
      items.map(async (item) => {
        try {
          const { seq } = await streams.getMessage(workStream, { last_by_subj: subjects.work(item) })
          return seq <= delivered.stream_seq
        } catch (error: unknown) {
          if (!goneCodes.has(apiCodeOf(error))) throw error
          return false
        }
      }),
    )
    return items.filter((_, at) => given[at])
  })
}

export function traceHeaders(traceparent: string | null): MsgHdrs {
  const carried = headers()
  if (traceparent !== null) carried.set('traceparent', traceparent)
  return carried
}

const isRefusal = (error: unknown): boolean =>
  apiCodeOf(error) === apiCodes.storeFailed && apiWordsOf(error).includes(onePerSubject)
