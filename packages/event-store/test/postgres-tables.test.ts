import { test } from 'tap'
import { openEventStore } from '@framewright/event-store'
import { withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'

test('processes that open a fresh database at once find its tables made, every one of them', async (t) => {
  for (let round = 0; round < 5; round += 1) {
    const { url } = await withDatabase(t, { empty: true })
    const opened = await Promise.all(
      Array.from({ length: 8 }, () => openEventStore({ url, log: quietLog, maxConnections: 1 })),
    )
    for (const store of opened) t.teardown(() => store.close())
    await Promise.all(opened.map((store) => store.ping()))
  }
})
