import { renderIdOf, streamPrefixes, upcast } from '@framewright/domain'
import type { StoredEvent } from '@framewright/event-store'
import {
  loadAssets,
  loadRenders,
  saveAssets,
  saveCachedChunks,
  saveRenders,
  type Queryable,
} from '@framewright/read-model'
import type { AssetEvent, ChunkEvent, FramewrightEvent, RenderEvent } from '@framewright/schemas'
import { applyChunkEvents } from './apply-chunks.ts'
import { assetRowAfter } from './asset-rows.ts'
import { cachedChunksIn } from './cached-chunk-rows.ts'
import { renderRowAfter, type Recorded } from './render-rows.ts'

/** The streams that the rows are made of. */
export const followedPrefixes = [streamPrefixes.render, streamPrefixes.chunk, streamPrefixes.asset] as const

/**
 * Folds the events into their rows, inside the caller's transaction: however many there are, each row is read once and
 * written once. Events that the rows have seen already change nothing.
 */
export async function applyEvents(
  tx: Queryable,
  events: readonly StoredEvent[],
  options: { readonly quiet?: boolean } = {},
): Promise<void> {
  const renderEvents = grouped<RenderEvent>(events, streamPrefixes.render, renderIdOf)
  const chunkEvents = grouped<ChunkEvent>(events, streamPrefixes.chunk, (stream) => stream)
  const assetEvents = grouped<AssetEvent>(events, streamPrefixes.asset, assetIdOf)
  const renders = await loadRenders(tx, [...renderEvents.keys()])
  const assets = await loadAssets(tx, [...assetEvents.keys()])
  await saveRenders(tx, changedRows(renders, renderEvents, renderRowAfter), options)
  await applyChunkEvents(tx, { renders, renderEvents, chunkEvents }, options)
  await saveAssets(tx, changedRows(assets, assetEvents, assetRowAfter), options)
  await saveCachedChunks(tx, cachedChunksIn(events))
}

const assetIdOf = (stream: string): string => stream.slice(streamPrefixes.asset.length)

function grouped<E extends FramewrightEvent>(
  events: readonly StoredEvent[],
  prefix: string,
  keyOf: (stream: string) => string,
): Map<string, Recorded<E>[]> {
  const groups = new Map<string, Recorded<E>[]>()
  for (const stored of events) {
    if (!stored.stream.startsWith(prefix)) continue
    const id = keyOf(stored.stream)
    const { type, data, metadata, revision, recordedAt } = stored
    const event = upcast({ type, data, schemaVersion: metadata.schemaVersion }) as E
    const group = groups.get(id) ?? []
    groups.set(id, group)
    group.push({ event, revision, recordedAt })
  }
  return groups
}

function changedRows<Row, E>(
  before: ReadonlyMap<string, Row>,
  events: ReadonlyMap<string, readonly Recorded<E>[]>,
  rowAfter: (row: Row | undefined, recorded: Recorded<E>) => Row,
): Row[] {
  const changed: Row[] = []
  for (const [id, recorded] of events) {
    const old = before.get(id)
    const row = recorded.reduce<Row | undefined>(rowAfter, old)
    if (row !== undefined && row !== old) changed.push(row)
  }
  return changed
}
