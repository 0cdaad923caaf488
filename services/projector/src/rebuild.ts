/**
 * Entry point: makes the rows of renders, assets and cached chunks anew, by replay. Readers and a running projector are not disturbed;
 * killed half-way, it has done nothing.
 */
import { openEventStore } from '@framewright/event-store'
import { readConfig } from '@framewright/lifecycle'
import { createLogger } from '@framewright/observability'
import { migrate, openDatabase } from '@framewright/read-model'
import { ProjectorConfig } from './config.ts'
import { rebuildRows } from './rebuild-rows.ts'

const config = readConfig(ProjectorConfig, process.env)
const log = createLogger({ service: 'rebuild', level: config.LOG_LEVEL })
const db = openDatabase({ url: config.DATABASE_URL, maxConnections: 1, log })
try {
  await migrate(db)
  const eventStore = await openEventStore({ url: config.EVENT_STORE_URL, log, maxConnections: 1 })
  try {
    await rebuildRows({ eventStore, db, log, signal: new AbortController().signal })
  } finally {
    await eventStore.close()
  }
} finally {
  await db.close()
}
