/**
 * In: the rows of the cache, the least recently used first. Out: a cache within its bounds: nothing unused for longer than
 * the age that it may have, and no more bytes than it may have, unless what is younger than the longest render is more than
 * that by itself. Whoever dies half-way has evicted the oldest ones; the next sweep goes on from there.
 */
import { getCacheSize, leastRecentlyUsed, type CachedChunkRow } from '@framewright/read-model'
import { evictChunk } from './evict-chunk.ts'
import { longestRenderMs, type SweeperParts } from './sweeper-parts.ts'

const pageSize = 100

export async function sweepCache(parts: SweeperParts, signal: AbortSignal): Promise<void> {
  const { session, bounds, metrics, log } = parts
  const { kysely } = session
  const nowMs = Date.now()

  const tooOld = new Date(nowMs - Math.max(bounds.maxAgeMs, longestRenderMs))
  await evictOldest({ reason: 'age', usedBefore: tooOld, isEnough: () => false, onGone() {} })

  let { sizeBytes } = await getCacheSize(kysely)
  await evictOldest({
    reason: 'bytes',
    usedBefore: new Date(nowMs - longestRenderMs),
    isEnough: () => sizeBytes <= bounds.maxBytes,
    onGone: (row) => (sizeBytes -= row.size_bytes),
  })
  if (signal.aborted) return

  const left = await getCacheSize(kysely)
  metrics.cacheBytes.set(left.sizeBytes)
  metrics.cacheChunks.set(left.chunks)
  if (left.sizeBytes > bounds.maxBytes)
    log.warn(
      { ...left, maxBytes: bounds.maxBytes },
      'what renders may be using is more than the cache may hold',
    )

  /** Each row that is looked at goes, or comes to be as young as its manifest: so this ends. */
  async function evictOldest({ reason, usedBefore, isEnough, onGone }: Eviction): Promise<void> {
    let evicted = 0
    let evictedBytes = 0
    for (let rows = await page(); rows.length > 0; rows = await page()) {
      for (const row of rows) {
        if (signal.aborted || isEnough()) return told()
        const ending = await evictChunk(parts, row)
        if (ending === 'spared') continue
        onGone(row)
        if (ending === 'gone') continue
        metrics.cacheEvictedTotal.inc({ reason })
        evicted += 1
        evictedBytes += row.size_bytes
      }
    }
    told()

    function page(): Promise<CachedChunkRow[]> {
      return leastRecentlyUsed(kysely, { usedBefore, limit: pageSize })
    }

    function told(): void {
      if (evicted > 0) log.info({ reason, chunks: evicted, sizeBytes: evictedBytes }, 'evicted chunks')
    }
  }
}

interface Eviction {
  readonly reason: 'age' | 'bytes'
  readonly usedBefore: Date
  readonly isEnough: () => boolean
  readonly onGone: (row: CachedChunkRow) => void
}
