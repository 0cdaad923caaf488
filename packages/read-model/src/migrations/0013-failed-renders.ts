import { sql } from 'kysely'
import type { Migration } from './migration.ts'

/** What has failed is listed by when it did, whosever it is. */
export const failedRenders: Migration = {
  name: '0013-failed-renders',
  async up(db) {
    await sql`create index renders_failed on renders (finished_at desc, render_id desc)
      where status = 'failed'`.execute(db)
  },
}
