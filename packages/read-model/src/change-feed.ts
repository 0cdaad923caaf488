import type { Database } from './database.ts'
import { openListener } from './listener.ts'

/** The channels that a transaction which changes rows notifies, once for each row; of chunks, once for each render. */
export const renderChangedChannel = 'render_changed'
export const chunksChangedChannel = 'render_chunks_changed'
export const assetChangedChannel = 'asset_changed'

export interface RenderChange {
  readonly renderId: string
  readonly userId: string
  /** Revision of the render's stream that its row has reached. */
  readonly version: number
}

/** Something became of chunks of this render: look at their rows. */
export interface ChunksChange {
  readonly renderId: string
  readonly userId: string
}

export interface AssetChange {
  readonly assetId: string
  readonly userId: string
  readonly version: number
}

export interface ChangeFeed {
  readonly db: Database
  /** Every change of a render, after it was committed. Returns how to stop hearing. */
  onChange(hear: (change: RenderChange) => void): () => void
  /** The same for the chunks of a render. */
  onChunks(hear: (change: ChunksChange) => void): () => void
  /** The versions that the row of one render, or of one asset, reaches. */
  onVersion(id: string, hear: (version: number) => void): () => void
  /** The connection was away and is back: what has changed meanwhile was not heard, so look at the rows. */
  onResync(hear: () => void): () => void
  close(): Promise<void>
}

export async function openChangeFeed(db: Database): Promise<ChangeFeed> {
  const changes = new Set<(change: RenderChange) => void>()
  const chunkChanges = new Set<(change: ChunksChange) => void>()
  const resyncs = new Set<() => void>()
  const versions = new Map<string, Set<(version: number) => void>>()
  const reached = (id: string, version: number) => {
    for (const hear of [...(versions.get(id) ?? [])]) hear(version)
  }
  const listener = await openListener(db, [renderChangedChannel, chunksChangedChannel, assetChangedChannel], {
    onNotification: (channel, payload) => {
      if (channel === assetChangedChannel) {
        const change = JSON.parse(payload) as AssetChange
        return reached(change.assetId, change.version)
      }
      if (channel === chunksChangedChannel) {
        const change = JSON.parse(payload) as ChunksChange
        for (const hear of [...chunkChanges]) hear(change)
        return
      }
      const change = JSON.parse(payload) as RenderChange
      for (const hear of [...changes]) hear(change)
      reached(change.renderId, change.version)
    },
    onListening: () => {
      for (const hear of [...resyncs]) hear()
    },
  })
  return {
    db,
    onChange: (hear) => added(changes, hear),
    onChunks: (hear) => added(chunkChanges, hear),
    onVersion: (id, hear) => {
      const hearers = versions.get(id) ?? new Set()
      versions.set(id, hearers)
      const remove = added(hearers, hear)
      return () => {
        remove()
        if (hearers.size === 0 && versions.get(id) === hearers) versions.delete(id)
      }
    },
    onResync: (hear) => added(resyncs, hear),
    close: () => listener.close(),
  }
}

function added<T>(set: Set<T>, member: T): () => void {
  set.add(member)
  return () => void set.delete(member)
}
