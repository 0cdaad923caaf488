import { WorkItem } from '@framewright/schemas'
import type { Msg } from 'nats'
import { Compile } from 'typebox/compile'
import type { NatsLink } from './connect.ts'
import { goneHolderHeader, slotsHeader } from './work.ts'

/** A message that this process was given, and what it may say about it. */
export interface Delivery {
  readonly item: WorkItem
  /** What the item takes of a worker; one of them where nothing is said. */
  readonly slots: number
  /** A worker that whoever released the item found to be gone. */
  readonly goneHolder: string | null
  /** Of the message in its stream. */
  readonly sequence: number
  readonly redelivered: boolean
  /** How often this message was given to somebody, this time included. */
  readonly deliveries: number
  /** Still at it: the wait for an acknowledgement begins anew. */
  working(): void
  /**
   * There is nothing left to do for the item. Resolves when the broker has confirmed it, or cannot: the message then
   * comes again to somebody who finds the item finished.
   */
  ack(): Promise<void>
  /** Give it to somebody, not before so long. A delay of 0 puts it ahead of everything that waits. */
  nak(delayMs: number): void
}

const checkItem = Compile(WorkItem)
const ackTimeoutMs = 2_000

/** Null: not a work item. Such a message is ended for good, since nobody could ever do anything with it. */
export function toDelivery(link: NatsLink, message: Msg): Delivery | null {
  const { connection, log } = link
  const address = message.reply ?? ''
  const say = (word: string) => {
    if (link.isConnected) connection.publish(address, word)
  }
  const item = parse(message.string())
  if (item === null) {
    log.error({ subject: message.subject, body: message.string().slice(0, 500) }, 'a message is no work item')
    say('+TERM')
    return null
  }
  const { sequence, deliveries } = readAddress(address)
  return {
    item,
    slots: Math.max(1, Math.floor(Number(message.headers?.get(slotsHeader)) || 1)),
    goneHolder: message.headers?.get(goneHolderHeader) || null,
    sequence,
    redelivered: deliveries > 1,
    deliveries,
    working: () => say('+WPI'),
    ack: async () => {
      if (!link.isConnected) return
      try {
        await connection.request(address, '+ACK', { timeout: ackTimeoutMs })
      } catch (error: unknown) {
        log.debug({ err: error, itemId: item.itemId }, 'an ack was not confirmed')
      }
    },
    nak: (delayMs) => say(nakWith(delayMs)),
  }
}

/** For a message that came after nobody wanted it any more. */
export function giveBack(link: NatsLink, message: Msg): void {
  if (message.reply !== undefined && message.reply !== '') link.connection.publish(message.reply, nakWith(0))
}

const nakWith = (delayMs: number): string =>
  delayMs > 0 ? `-NAK ${JSON.stringify({ delay: Math.round(delayMs * 1_000_000) })}` : '-NAK'

function parse(body: string): WorkItem | null {
  try {
    const value: unknown = JSON.parse(body)
    return checkItem.Check(value) ? value : null
  } catch {
    // Not JSON: no work item either.
    return null
  }
}

/**
 * $JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<deliveries>.<sequence>.<delivery>.<time>.<pending>[.<random>]
 */
function readAddress(address: string): { sequence: number; deliveries: number } {
  const parts = address.split('.')
  const [deliveries, sequence] = parts.slice(parts.length > 9 ? 6 : 4)
  return { deliveries: Number(deliveries), sequence: Number(sequence) }
}
