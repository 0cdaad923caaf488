/**
 * What is measured: Framewright as `npm start` runs it, built, on a data folder of its own that is removed afterwards.
 * PostgreSQL syncs to disk as it always does.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startFramewright } from '../../deploy/demo/src/framewright.ts'
import { openApiClient, type ApiClient } from '../support/api-client.ts'

/** An event store to measure; without a URL it is the one that comes with `npm start`. */
export interface Store {
  readonly name: string
  readonly url: string | null
}

export const ownStore: Store = { name: 'Postgres', url: null }

/** Its own, and the EventStoreDB at EVENT_STORE_URL where there is one. */
export function stores(): Store[] {
  const url = process.env['EVENT_STORE_URL'] ?? ''
  return [ownStore, ...(url.startsWith('esdb') ? [{ name: 'EventStoreDB', url }] : [])]
}

export interface SubjectOptions {
  readonly workers?: number
  readonly store?: Store
}

export interface Subject {
  readonly client: ApiClient
  /** Of each process that it runs, by name. */
  pids(): ReadonlyMap<string, number>
  /** What its services are given: EVENT_STORE_URL, NATS_URL, STORAGE_URL. */
  readonly environment: Readonly<Partial<Record<string, string>>>
  readonly folder: string
  stop(): Promise<void>
}

const main = fileURLToPath(new URL('../../services/standalone/dist/main.js', import.meta.url))

export async function startSubject({ workers, store = ownStore }: SubjectOptions = {}): Promise<Subject> {
  const folder = mkdtempSync(join(tmpdir(), 'framewright-bench-'))
  const { EVENT_STORE_URL: _other, ...environment } = process.env
  const framewright = await startFramewright({
    main,
    nodeArgs: [],
    dataFolder: join(folder, 'data'),
    env: {
      ...environment,
      ...(store.url === null ? {} : { EVENT_STORE_URL: store.url }),
      LOG_LEVEL: 'warn',
      ...(workers === undefined ? {} : { WORKERS: String(workers) }),
    },
    signal: new AbortController().signal,
  })
  return {
    client: openApiClient(framewright.origin, framewright.token),
    environment: framewright.environment,
    folder,
    pids: () => pidsIn(join(folder, 'data', 'processes')),
    stop: async () => {
      await framewright.stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Standalone keeps a record of each process that it has started. */
function pidsIn(folder: string): Map<string, number> {
  const records = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { name: string; pid: number },
  )
  return new Map(records.map(({ name, pid }) => [name, pid]))
}
