import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { spendSocketTicket } from '@framewright/read-model'
import { at, withReadModel } from './rows.ts'

test('of many who spend one ticket at once exactly one may, and nobody afterwards', async (t) => {
  const db = await withReadModel(t, { maxConnections: 8 })
  const ticket = { ticketId: randomUUID(), expiresAt: at(30) }
  const spent = await Promise.all(Array.from({ length: 8 }, () => spendSocketTicket(db, ticket, at(1))))
  t.equal(spent.filter((mine) => mine).length, 1)
  t.equal(await spendSocketTicket(db, ticket, at(29)), false)
})

test('tickets that have long expired are forgotten, those that are good for a slower clock are not', async (t) => {
  const db = await withReadModel(t)
  const [old, young] = [randomUUID(), randomUUID()]
  await spendSocketTicket(db, { ticketId: old, expiresAt: at(30) }, at(0))
  await spendSocketTicket(db, { ticketId: young, expiresAt: at(90) }, at(60))
  await spendSocketTicket(db, { ticketId: randomUUID(), expiresAt: at(125) }, at(95))
  const known = await db.query<{ ticket_id: string }>('select ticket_id from socket_tickets')
  const ids = known.map((row) => row.ticket_id)
  t.strictSame([ids.includes(old), ids.includes(young)], [false, true])
})
