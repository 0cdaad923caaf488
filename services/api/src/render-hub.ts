import { onProgress, type NatsLink } from '@framewright/jetstream'
import type { Logger } from '@framewright/observability'
import {
  getRenderChunks,
  getRenders,
  loadRenders,
  toRenderView,
  type ChangeFeed,
  type Database,
  type PlannedChunks,
  type RenderRow,
} from '@framewright/read-model'
import type { QueuePlace, RenderProgress, RenderView } from '@framewright/schemas'
import { isUnfinished } from './watched-renders.ts'

/** Somebody who watches renders of one user. */
export interface Watcher {
  readonly userId: string
  wants(renderId: string): boolean
  /** A render as its row is now. Of one render, versions come in rising order. */
  offer(render: RenderView): void
  /** All chunks of its newest plan, as their rows are now. Of one plan, what has ended stays so. */
  offerChunks(chunks: PlannedChunks): void
  progress(progress: RenderProgress): void
  /** Where the user's renders stand in the line, those that run and the next ones first: all that are not done. */
  offerPlaces(places: readonly QueuePlace[]): void
  /** Changes may have been missed: look at the rows. */
  refresh(): void
}

export interface RenderHub {
  /** Returns how to leave. */
  join(watcher: Watcher): () => void
  watchersOf(userId: string): number
  /** Those who watch anything. */
  users(): string[]
  tellPlaces(userId: string, places: readonly QueuePlace[]): void
  close(): void
}

const retryMs = 1_000
const mostOwners = 20_000

/** What has changed of one user's, and was not read since. */
interface Waiting {
  readonly renders: Set<string>
  readonly chunks: Set<string>
}

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
  const changed = new Map<string, Waiting>()
  const owners = new Map<string, Promise<string | null>>()
  const timers = new Set<NodeJS.Timeout>()

  const watching = (userId: string, renderId: string): Watcher[] =>
    [...(watchers.get(userId) ?? [])].filter((watcher) => watcher.wants(renderId))

  function rememberOwner(renderId: string, owner: Promise<string | null>): void {
    if (owners.size >= mostOwners) owners.clear()
    owners.set(renderId, owner)
  }

  /** One fetch at a time for each user: that is what keeps the versions in order. */
  async function deliver(userId: string, waiting: Waiting): Promise<void> {
    while (waiting.renders.size + waiting.chunks.size > 0) {
      const [renderIds, chunked] = [[...waiting.renders], [...waiting.chunks]]
      waiting.renders.clear()
      waiting.chunks.clear()
      try {
        const rows = await getRenders(database, { renderIds, userId })
        for (const row of rows) {
          const view = toRenderView(row)
          for (const watcher of watching(userId, row.render_id)) watcher.offer(view)
        }
        const withChunks = [...new Set([...chunked, ...rows.filter(endsChunks).map((row) => row.render_id)])]
        for (const chunks of await getRenderChunks(database, { renderIds: withChunks, userId })) {
          for (const watcher of watching(userId, chunks.renderId)) watcher.offerChunks(chunks)
        }
      } catch (error: unknown) {
        log.warn({ err: error }, 'could not read the renders that changed')
        for (const renderId of renderIds) waiting.renders.add(renderId)
        for (const renderId of chunked) waiting.chunks.add(renderId)
        await pause(retryMs, timers)
      }
    }
    changed.delete(userId)
  }

  function hear(what: keyof Waiting, { renderId, userId }: { renderId: string; userId: string }): void {
    rememberOwner(renderId, Promise.resolve(userId))
    if (watching(userId, renderId).length === 0) return
    const known = changed.get(userId)
    const waiting = known ?? { renders: new Set(), chunks: new Set() }
    waiting[what].add(renderId)
    if (known !== undefined) return
    changed.set(userId, waiting)
    void deliver(userId, waiting)
  }
  const stopChanges = changes.onChange((change) => hear('renders', change))
  const stopChunks = changes.onChunks((change) => hear('chunks', change))
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
    users: () => [...watchers.keys()],
    tellPlaces: (userId, places) => {
      for (const watcher of watchers.get(userId) ?? []) watcher.offerPlaces(places)
    },
    close: () => {
      stopChanges()
      stopChunks()
      stopResync()
      stopProgress()
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** With its render a chunk ends as well, without a change of its own. */
const endsChunks = (row: RenderRow): boolean => row.cache_hit_ratio !== null && !isUnfinished(row)

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
