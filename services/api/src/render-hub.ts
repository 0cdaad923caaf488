import { onProgress, type NatsLink } from '@framewright/jetstream'
import type { Logger } from '@framewright/observability'
import {
  getRenders,
  loadRenders,
  toRenderView,
  type ChangeFeed,
  type Database,
} from '@framewright/read-model'
import type { RenderProgress, RenderView } from '@framewright/schemas'

/** Somebody who watches renders of one user. */
export interface Watcher {
  readonly userId: string
  wants(renderId: string): boolean
  /** A render as its row is now. Of one render, versions come in rising order. */
  offer(render: RenderView): void
  progress(progress: RenderProgress): void
  /** Changes may have been missed: look at the rows. */
  refresh(): void
}

export interface RenderHub {
  /** Returns how to leave. */
  join(watcher: Watcher): () => void
  watchersOf(userId: string): number
  close(): void
}

const retryMs = 1_000
const mostOwners = 20_000

/**
 * Between what changes and who watches. In: the rows' changes (LISTEN) and the live ticks (core NATS), each heard once
 * for the whole process. Out: each to the watchers of the render's owner alone. A row that changes several times while
 * it is fetched is fetched once more, not as often; a feed that was cut makes every watcher look at the rows again.
 */
export function openRenderHub(options: {
  readonly database: Database
  readonly changes: ChangeFeed
  readonly nats: NatsLink
  readonly log: Logger
}): RenderHub {
  const { database, changes, nats, log } = options
  const watchers = new Map<string, Set<Watcher>>()
  const changed = new Map<string, Set<string>>()
  const owners = new Map<string, Promise<string | null>>()
  const timers = new Set<NodeJS.Timeout>()

  const watching = (userId: string, renderId: string): Watcher[] =>
    [...(watchers.get(userId) ?? [])].filter((watcher) => watcher.wants(renderId))

  function rememberOwner(renderId: string, owner: Promise<string | null>): void {
    if (owners.size >= mostOwners) owners.clear()
    owners.set(renderId, owner)
  }

  /** One fetch at a time for each user: that is what keeps the versions in order. */
  async function deliver(userId: string, waiting: Set<string>): Promise<void> {
    while (waiting.size > 0) {
      const renderIds = [...waiting]
      waiting.clear()
      try {
        for (const row of await getRenders(database, { renderIds, userId })) {
          const view = toRenderView(row)
          for (const watcher of watching(userId, row.render_id)) watcher.offer(view)
        }
      } catch (error: unknown) {
        log.warn({ err: error }, 'could not read the renders that changed')
        for (const renderId of renderIds) waiting.add(renderId)
        await pause(retryMs, timers)
      }
    }
    changed.delete(userId)
  }

  const stopChanges = changes.onChange(({ renderId, userId }) => {
    rememberOwner(renderId, Promise.resolve(userId))
    if (watching(userId, renderId).length === 0) return
    const waiting = changed.get(userId)
    if (waiting !== undefined) return void waiting.add(renderId)
    const fresh = new Set([renderId])
    changed.set(userId, fresh)
    void deliver(userId, fresh)
  })
  const stopResync = changes.onResync(() => {
    for (const group of watchers.values()) for (const watcher of group) watcher.refresh()
  })

  function ownerOf(renderId: string): Promise<string | null> {
    const known = owners.get(renderId)
    if (known !== undefined) return known
    const looked = loadRenders(database.kysely, [renderId]).then(
      (rows) => rows.get(renderId)?.user_id ?? null,
      (error: unknown) => {
        log.warn({ err: error, renderId }, 'could not look up whose render this is')
        return null
      },
    )
    rememberOwner(renderId, looked)
    // Not there yet, or not to be had: ask again with a later tick.
    void looked.then((owner) => owner === null && owners.delete(renderId))
    return looked
  }
  const stopProgress = onProgress(nats, (progress) => {
    if (watchers.size === 0) return
    void ownerOf(progress.renderId).then((owner) => {
      if (owner === null) return
      for (const watcher of watching(owner, progress.renderId)) watcher.progress(progress)
    })
  })

  return {
    join: (watcher) => {
      const group = watchers.get(watcher.userId) ?? new Set()
      watchers.set(watcher.userId, group.add(watcher))
      return () => {
        group.delete(watcher)
        if (group.size === 0 && watchers.get(watcher.userId) === group) watchers.delete(watcher.userId)
      }
    },
    watchersOf: (userId) => watchers.get(userId)?.size ?? 0,
    close: () => {
      stopChanges()
      stopResync()
      stopProgress()
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** Never settles once its timer was cleared: what waits on it ends with the hub. */
function pause(durationMs: number, timers: Set<NodeJS.Timeout>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      resolve()
    }, durationMs)
    timers.add(timer)
  })
}
