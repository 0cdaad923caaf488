/**
 * In: what storage has below `chunks/`. Out: rows that say the same. A chunk without a row gets one, its size that of its
 * files, its last use the time of its manifest; files without a manifest go once they are old; a row without a manifest goes.
 * So it finds what the events do not tell: what was left by who died half-way, and what a replay has brought back. Whoever
 * dies half-way has left rows that are right; the next inventory begins anew.
 */
import { addFoundChunks, forgetChunk, markListed, notListed, type CachedChunk } from '@framewright/read-model'
import { chunkManifestKey } from '@framewright/schemas'
import { chunkFolders, type ChunkFolder } from './chunk-folders.ts'
import { removeLeftovers } from './remove-leftovers.ts'
import type { SweeperParts } from './sweeper-parts.ts'

const pageSize = 200
/** Of the names that nobody knows, in the log. */
const toldNames = 5

export async function takeInventory(parts: SweeperParts, signal: AbortSignal): Promise<void> {
  const { session, storage, log } = parts
  const { kysely } = session
  const listedAt = new Date()
  const odd: string[] = []
  const found = { chunks: 0, added: 0, leftovers: 0, gone: 0 }
  let page: ChunkFolder[] = []

  for await (const folder of chunkFolders(storage)) {
    if (signal.aborted) return
    if (folder.key === null) odd.push(folder.name)
    else if (folder.hasManifest) page.push(folder)
    else if (await removeLeftovers(storage, folder.key)) found.leftovers += 1
    if (page.length === pageSize) await list()
  }
  await list()
  await forgetMissing()
  log.debug(found, 'took an inventory of the cache')
  if (found.added + found.leftovers + found.gone > 0) log.info(found, 'the cache was not what its rows said')
  if (odd.length > 0)
    log.warn({ count: odd.length, names: odd.slice(0, toldNames) }, 'the cache has files that are no chunk’s')

  async function list(): Promise<void> {
    const listed = page.flatMap((folder) => (folder.key === null ? [] : [folder.key]))
    const known = await markListed(kysely, listed, listedAt)
    const unknown: CachedChunk[] = []
    for (const { key, files } of page) {
      if (key === null || known.has(key)) continue
      const chunk = await chunkIn(key, files)
      if (chunk !== null) unknown.push(chunk)
    }
    await addFoundChunks(kysely, unknown, listedAt)
    found.chunks += page.length
    found.added += unknown.length
    page = []
  }

  async function chunkIn(key: string, files: readonly string[]): Promise<CachedChunk | null> {
    const manifest = await storage.stat(chunkManifestKey(key))
    if (manifest === null) return null
    let sizeBytes = 0
    for (const file of files) sizeBytes += (await storage.stat(file))?.sizeBytes ?? 0
    return { key, sizeBytes, madeAt: manifest.modifiedAt, lastUsedAt: manifest.modifiedAt }
  }

  /** What was made since its folder's turn is not listed either, and is there. */
  async function forgetMissing(): Promise<void> {
    let afterKey = ''
    while (!signal.aborted) {
      const rows = await notListed(kysely, { listedAt, afterKey, limit: pageSize })
      const last = rows.at(-1)
      if (last === undefined) return
      afterKey = last.key
      for (const row of rows) {
        if ((await storage.stat(chunkManifestKey(row.key))) !== null) continue
        // A folder that is empty is in no list.
        await removeLeftovers(storage, row.key)
        await forgetChunk(kysely, row)
        found.gone += 1
      }
    }
  }
}
