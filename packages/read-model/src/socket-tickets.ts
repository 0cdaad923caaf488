import type { Database } from './database.ts'

export interface SpentTicket {
  readonly ticketId: string
  readonly expiresAt: Date
}

/** Clocks of several processes differ: what has expired for one may still be good for another. */
const keptMs = 60_000

/**
 * Spends a ticket: true for exactly one of all who try. It is remembered until it has expired, and is refused for that
 * reason from then on; what has expired is forgotten in passing.
 */
export async function spendSocketTicket(
  db: Database,
  { ticketId, expiresAt }: SpentTicket,
  now: Date,
): Promise<boolean> {
  const forgotten = new Date(now.getTime() - keptMs)
  await db.kysely.deleteFrom('socket_tickets').where('expires_at', '<', forgotten).execute()
  const spent = await db.kysely
    .insertInto('socket_tickets')
    .values({ ticket_id: ticketId, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('ticket_id').doNothing())
    .executeTakeFirst()
  return (spent.numInsertedOrUpdatedRows ?? 0n) === 1n
}
