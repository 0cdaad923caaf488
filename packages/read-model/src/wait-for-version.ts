import type { ChangeFeed } from './change-feed.ts'
import type { Database } from './database.ts'

/**
 * True once the render's row has reached the revision, false when that takes longer than `timeoutMs`: so that whoever
 * has appended an event reads its own write.
 */
export const waitForVersion = (
  feed: ChangeFeed,
  renderId: string,
  version: number | bigint,
  timeoutMs: number,
): Promise<boolean> => waitFor(feed, renderId, version, timeoutMs, renderVersion)

/** The same for an asset. */
export const waitForAsset = (
  feed: ChangeFeed,
  assetId: string,
  version: number | bigint,
  timeoutMs: number,
): Promise<boolean> => waitFor(feed, assetId, version, timeoutMs, assetVersion)

type VersionOf = (db: Database, id: string) => Promise<{ version: number } | undefined>

const renderVersion: VersionOf = (db, id) =>
  db.kysely.selectFrom('renders').select('version').where('render_id', '=', id).executeTakeFirst()
const assetVersion: VersionOf = (db, id) =>
  db.kysely.selectFrom('assets').select('version').where('asset_id', '=', id).executeTakeFirst()

/**
 * The row is looked at after subscribing, so no change is missed; a database that is away is a row that has not got
 * there yet.
 */
function waitFor(
  feed: ChangeFeed,
  id: string,
  version: number | bigint,
  timeoutMs: number,
  versionOf: VersionOf,
): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (reached: boolean) => {
      clearTimeout(timer)
      stopHearing()
      stopResync()
      resolve(reached)
    }
    const settleIfReached = (current: number) => {
      if (current >= version) settle(true)
    }
    const look = () => {
      versionOf(feed.db, id).then(
        (row) => settleIfReached(row?.version ?? -1),
        (error: unknown) => feed.db.log.debug({ err: error, id }, 'could not look at the version of a row'),
      )
    }
    const timer = setTimeout(() => settle(false), timeoutMs)
    const stopHearing = feed.onVersion(id, settleIfReached)
    const stopResync = feed.onResync(look)
    look()
  })
}
