/**
 * What makes a lost RENDER_EVENTS harmless. In: the stream as it is, and what was noted of it. Out: every consumer group sees
 * every event that it had not acknowledged, whatever became of the broker's store.
 *
 * Every 10 s the oldest event that some group has not acknowledged is noted, and which groups there are. The stream's time
 * of creation is its identity: when it is another one than noted, the groups are made again, and one transaction sets the
 * relay's checkpoint back to the note and records the new identity. The note moves only while the identities agree, and
 * only in turn with the relay, so that it never passes the checkpoint (design/protocol/relay.pml).
 */
import { eventsCreatedAt, inspectEvents, restoreGroups, trimEvents } from '@framewright/jetstream'
import { moveCheckpoint, readCheckpoint, readRelayState, saveRelayState } from '@framewright/read-model'
import { takeTurns, type InTurn } from './in-turn.ts'
import type { LeaderParts } from './leader-parts.ts'
import { relayFollower } from './relay.ts'

export interface EventsStream {
  /** For what is published into the stream, and what is committed about it. */
  readonly inTurn: InTurn
  readonly isAdopted: boolean
  /** The stream is this one now. */
  adopt(createdAt: string): Promise<void>
  /** Calls when another stream was adopted: the checkpoint stands elsewhere. Returns how to stop. */
  onAdopted(hear: () => void): () => void
  /** Whether the broker still has the stream that was adopted. */
  isCurrent(): Promise<boolean>
  /** Notes how far the groups have come. False: the stream is not the one that was adopted, and nothing was noted. */
  note(): Promise<boolean>
}

/** For a group that comes back, or is new. */
const keptMessages = 10_000

export function createEventsStream({ session, nats, log }: LeaderParts): EventsStream {
  const inTurn = takeTurns()
  const hearers = new Set<() => void>()
  let identity: string | null = null

  async function adopt(createdAt: string): Promise<void> {
    if (createdAt === identity) return
    const { eventsCreatedAt: known, notePosition, groups } = await readRelayState(session.kysely)
    if (known !== createdAt) {
      await restoreGroups(nats, groups)
      await session.kysely.transaction().execute(async (tx) => {
        await moveCheckpoint(tx, relayFollower, notePosition)
        await saveRelayState(tx, { notePosition, eventsCreatedAt: createdAt, groups })
      })
      const level = known === null ? 'info' : 'warn'
      log[level]({ createdAt, notePosition }, 'RENDER_EVENTS is another stream: relaying from the note')
    }
    identity = createdAt
    for (const hear of [...hearers]) hear()
  }

  async function note(): Promise<boolean> {
    const state = await readRelayState(session.kysely)
    // Read first: what is acknowledged by the time the stream is looked at may be more than what is noted, never less.
    const position = await readCheckpoint(session.kysely, relayFollower)
    const events = await inspectEvents(nats)
    if (events.createdAt !== identity) return false
    if (events.oldest !== 'unknown') {
      const notePosition = events.oldest === 'acknowledged' ? position : events.oldest.after
      const groups = events.groups.map(({ name, config }) => ({ name, config }))
      await saveRelayState(session.kysely, { ...state, notePosition, groups })
    }
    await trimEvents(nats, events, keptMessages)
    return true
  }

  return {
    inTurn,
    get isAdopted() {
      return identity !== null
    },
    adopt: (createdAt) => inTurn(() => adopt(createdAt)),
    onAdopted: (hear) => {
      hearers.add(hear)
      return () => void hearers.delete(hear)
    },
    isCurrent: async () => (await eventsCreatedAt(nats)) === identity,
    note: () => inTurn(async () => identity !== null && (await note())),
  }
}
