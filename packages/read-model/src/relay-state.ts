import { sql, type Kysely } from 'kysely'
import type { NotedGroup, Tables } from './tables.ts'

/** What the dispatcher knows of RENDER_EVENTS beside its position. Not derived: it must outlive both stream and rebuild. */
export interface RelayState {
  /** Everything from after this position on has to be relayed again when the stream is lost; null: from the beginning. */
  readonly notePosition: string | null
  /** The identity of the stream that the note is about; null before the first. */
  readonly eventsCreatedAt: string | null
  readonly groups: readonly NotedGroup[]
}

export async function readRelayState(db: Kysely<Tables>): Promise<RelayState> {
  const row = await db.selectFrom('relay_state').selectAll().executeTakeFirstOrThrow()
  return {
    notePosition: row.note_position,
    eventsCreatedAt: row.events_stream_created_at,
    groups: row.consumer_groups,
  }
}

export async function saveRelayState(tx: Kysely<Tables>, state: RelayState): Promise<void> {
  await sql`update relay_state set
    note_position = ${state.notePosition},
    events_stream_created_at = ${state.eventsCreatedAt},
    consumer_groups = ${JSON.stringify(state.groups)}::jsonb`.execute(tx)
}
