/** Pure: events of chunks -> what of them is in the cache, each once. */
import { streamPrefixes, upcast } from '@framewright/domain'
import type { StoredEvent } from '@framewright/event-store'
import type { CachedChunk } from '@framewright/read-model'

/** Who came to render a chunk and found it in the cache has used it, too. */
export function cachedChunksIn(events: readonly StoredEvent[]): CachedChunk[] {
  const chunks = new Map<string, CachedChunk>()
  for (const { stream, type, data, metadata, recordedAt } of events) {
    if (!stream.startsWith(streamPrefixes.chunk)) continue
    const event = upcast({ type, data, schemaVersion: metadata.schemaVersion })
    if (event.type !== 'ChunkRendered') continue
    const { key, sizeBytes } = event.data
    const madeAt = chunks.get(key)?.madeAt ?? recordedAt
    chunks.set(key, { key, sizeBytes, madeAt, lastUsedAt: recordedAt })
  }
  return [...chunks.values()]
}
