import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createLogger, createMetrics, type Metrics } from '@framewright/observability'
import { openDatabase, saveCachedChunks, type CachedChunkRow, type Database } from '@framewright/read-model'
import { chunkFileKey, chunkManifestKey, chunkPrefix } from '@framewright/schemas'
import { openStorage, type Storage } from '@framewright/storage'
import { startSweeper, type Sweeper, type SweeperConfig, type Timings } from '@framewright/sweeper'
import type { Test } from 'tap'
import { withDatabase } from '../../../test/support/postgres.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'

export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

export interface ChunkOptions {
  readonly key: string
  /** When it was used last, as its row and as its manifest say it. Null: there is none. */
  readonly rowAgoMs: number | null
  readonly manifestAgoMs?: number | null
  readonly filesAgoMs?: number
  readonly fileSizes?: readonly number[]
}

export interface Caching {
  readonly url: string
  readonly storageUrl: string
  /** Where `chunks/` is. */
  readonly folder: string
  readonly db: Database
  readonly storage: Storage
  /** Keys of what has a manifest, and all that it should have. Throws when there is a manifest without its files. */
  cached(): string[]
  /** Every name below `chunks/`. */
  folders(): string[]
  rows(): Promise<CachedChunkRow[]>
  put(...chunks: ChunkOptions[]): Promise<void>
  env(config?: Partial<SweeperConfig>): SweeperConfig
  start(options?: StartOptions): Promise<Started>
}

export type Started = Sweeper & {
  readonly metrics: Metrics
  /** What it has logged. */
  readonly lines: readonly string[]
}

interface StartOptions {
  readonly config?: Partial<SweeperConfig>
  readonly timings?: Partial<Timings>
  readonly fail?: (error: unknown) => void
}

export const keyOf = (name: string | number): string => createHash('sha256').update(`${name}`).digest('hex')

/** An empty cache: a database and a storage folder of the test's own. */
export async function withCaching(t: Test): Promise<Caching> {
  const { url } = await withDatabase(t)
  const folder = mkdtempSync(join(tmpdir(), 'framewright-cache-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const storageUrl = pathToFileURL(folder).href
  const storage = await openStorage({ url: storageUrl, log: quietLog })
  const db = openDatabase({ url, maxConnections: 2, log: quietLog })
  t.teardown(() => db.close())
  const files = new Map<string, readonly string[]>()

  const moveTime = (storageKey: string, agoMs: number) => {
    const time = new Date(Date.now() - agoMs)
    utimesSync(join(folder, storageKey), time, time)
  }

  async function put({ key, rowAgoMs, ...rest }: ChunkOptions): Promise<void> {
    const { manifestAgoMs = rowAgoMs, fileSizes = [600, 400] } = rest
    const { filesAgoMs = manifestAgoMs ?? 0 } = rest
    const names = fileSizes.map((_size, at) => chunkFileKey(key, keyOf(`${key} ${at}`)))
    files.set(key, names)
    if (names.length > 0 || manifestAgoMs !== null)
      mkdirSync(join(folder, chunkPrefix(key)), { recursive: true })
    for (const [at, name] of names.entries()) writeFileSync(join(folder, name), 'x'.repeat(fileSizes[at]!))
    if (manifestAgoMs !== null) writeFileSync(join(folder, chunkManifestKey(key)), '{}')
    // Last: a sweeper that runs meanwhile sees a chunk that is being made.
    for (const name of names) moveTime(name, filesAgoMs)
    if (manifestAgoMs !== null) moveTime(chunkManifestKey(key), manifestAgoMs)
    if (rowAgoMs === null) return
    const usedAt = new Date(Date.now() - rowAgoMs)
    const sizeBytes = fileSizes.reduce((sum, size) => sum + size, 0)
    await saveCachedChunks(db.kysely, [{ key, sizeBytes, madeAt: usedAt, lastUsedAt: usedAt }])
  }

  const chunksFolder = join(folder, 'chunks')
  const folders = () => (existsSync(chunksFolder) ? readdirSync(chunksFolder).sort() : [])
  const env = (config: Partial<SweeperConfig> = {}): SweeperConfig => ({
    DATABASE_URL: url,
    STORAGE_URL: storageUrl,
    CACHE_MAX_BYTES: 1_000_000,
    CACHE_MAX_AGE_DAYS: 30,
    LOG_LEVEL: 'silent',
    PROBE_HOST: '127.0.0.1',
    PROBE_PORT: 0,
    ...config,
  })
  return {
    url,
    storageUrl,
    folder: chunksFolder,
    db,
    storage,
    folders,
    cached: () => {
      const keys = folders().filter((key) => existsSync(join(folder, chunkManifestKey(key))))
      const broken = keys.filter((key) => files.get(key)?.some((name) => !existsSync(join(folder, name))))
      if (broken.length > 0) throw new Error(`manifests without files: ${broken.join(', ')}`)
      return keys
    },
    rows: () => db.kysely.selectFrom('cached_chunks').selectAll().orderBy('key').execute(),
    put: async (...chunks) => {
      for (const chunk of chunks) await put(chunk)
    },
    env,
    start: async ({ config, timings, fail } = {}) => {
      const metrics = createMetrics('sweeper')
      const lines: string[] = []
      const write = (line: string) => void lines.push(line)
      const sweeper = await startSweeper({
        config: env(config),
        log: createLogger({ service: 'sweeper', destination: { write } }),
        metrics,
        fail: fail ?? ((error) => void t.fail('the sweeper failed', { found: error })),
        timings: { sweepMs: 50, standbyMs: 20, ...timings },
      })
      t.teardown(() => sweeper.stop())
      return {
        metrics,
        lines,
        probePort: sweeper.probePort,
        stop: () => sweeper.stop(),
        get phase() {
          return sweeper.phase
        },
      }
    },
  }
}
