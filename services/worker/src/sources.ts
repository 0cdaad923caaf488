import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { RenderOrder } from '@framewright/schemas'
import type { Storage } from '@framewright/storage'
import { fetchAssets } from './assets.ts'
import type { Attempt } from './work-item.ts'

export const sourcesFolder = 'sources'

/** The assets of a plan, within an attempt's folder. */
export interface Sources {
  readonly pathOf: (sha256: string) => string
  /** A second plan of the same edit reads what the first one did: that is fetched once. */
  fetch(sha256s: Iterable<string>, signal: AbortSignal): Promise<void>
}

export function openSources(
  storage: Storage,
  { assets }: RenderOrder,
  { folder, progress }: Pick<Attempt, 'folder' | 'progress'>,
): Sources {
  const fetched = new Set<string>()
  const pathOf = (sha256: string) => join(folder, sourcesFolder, sha256)
  return {
    pathOf,
    fetch: async (sha256s, signal) => {
      progress.phase('fetching')
      await mkdir(join(folder, sourcesFolder), { recursive: true })
      const wanted = new Set([...sha256s].filter((sha256) => !fetched.has(sha256)))
      const read = assets.filter(({ sha256 }) => wanted.has(sha256))
      await fetchAssets({ storage, assets: read, pathOf, signal, onBytes: () => progress.moved() })
      for (const sha256 of wanted) fetched.add(sha256)
    },
  }
}
