/**
 * What makes a lost RENDER_EVENTS harmless. In: the stream as it is, and what was noted of it. Out: every consumer group sees
 * every event that it had not acknowledged, whatever became of the broker's store.
 *
 * Every 10 s the oldest event that some group has not acknowledged is noted, and which groups there are. The stream's time
 * of creation is its identity: when it is another one than noted, the groups are made again, and one transaction sets the
 * relay's checkpoint back to the note and records the new identity. The note moves only while the identities agree, and
 * only in turn with the relay, so that it never passes the checkpoint.
 */
import { inspectEvents, restoreGroups, trimEvents } from '@framewright/jetstream'
import { moveCheckpoint, readCheckpoint, readRelayState, saveRelayState } from '@framewright/read-model'
import type { LeaderParts } from './leader-parts.ts'
import { follower } from './relay.ts'

/** For a group that comes back, or is new. */
const keptMessages = 10_000

/** True: the stream is another one, and the relay has to begin again from its checkpoint. */
export async function adoptStream({ session, nats, log }: LeaderParts, createdAt: string): Promise<boolean> {
  const { eventsCreatedAt, notePosition, groups } = await readRelayState(session.kysely)
  if (eventsCreatedAt === createdAt) return false
  await restoreGroups(nats, groups)
  await session.kysely.transaction().execute(async (tx) => {
    await moveCheckpoint(tx, follower, notePosition)
    await saveRelayState(tx, { notePosition, eventsCreatedAt: createdAt, groups })
  })
  log.warn({ createdAt, notePosition }, 'RENDER_EVENTS is a new stream: relaying again from the note')
  return true
}

/** False: the stream is not the one that is noted, and nothing was. */
export async function noteProgress({ session, nats }: LeaderParts): Promise<boolean> {
  const state = await readRelayState(session.kysely)
  const position = await readCheckpoint(session.kysely, follower)
  const events = await inspectEvents(nats)
  if (events.createdAt !== state.eventsCreatedAt) return false
  if (events.oldest !== 'unknown') {
    const notePosition = events.oldest === 'acknowledged' ? position : events.oldest.after
    const groups = events.groups.map(({ name, config }) => ({ name, config }))
    await saveRelayState(session.kysely, { ...state, notePosition, groups })
  }
  await trimEvents(nats, events, keptMessages)
  return true
}
