import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** Not derived, and not missed: a ticket lives for seconds. Shared by all api processes, so that each is spent once. */
export const socketTickets: Migration = {
  name: '0006-socket-tickets',
  async up(db) {
    await sql`
      create table socket_tickets (
        ticket_id uuid primary key,
        expires_at timestamptz not null
      )`.execute(db)
    await sql`create index socket_tickets_by_end on socket_tickets (expires_at)`.execute(db)
  },
}
