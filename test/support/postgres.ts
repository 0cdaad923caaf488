import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, openSync, readdirSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export { startPostgresServer, type PostgresServer } from './postgres-server.ts'

export const templateDatabase = 'framewright_template'

interface Teardown {
  teardown(release: () => unknown): void
}

/** Of two working copies with other tables each has a server, and with it a template, of its own. */
const migrations = readdirSync(new URL('../../packages/read-model/src/migrations', import.meta.url))
const tables = createHash('sha256').update(migrations.join()).digest('hex').slice(0, 8)
const folder = join(tmpdir(), `framewright-test-${process.getuid?.() ?? 0}-${tables}`)
const socketPath = join(folder, 'postgres.sock')
const startLock = join(folder, 'starting')
const startTimeoutMs = 90_000
const staleLockMs = 45_000

/**
 * A fresh, migrated database of the test's own on the shared server: a clone of the template, dropped at the end.
 * Give `empty` for one without the read model's tables.
 */
export async function withDatabase(t: Teardown, { empty = false } = {}): Promise<{ url: string }> {
  const { serverUrl, release } = await holdServer()
  const name = `test_${process.pid}_${randomBytes(5).toString('hex')}`
  await runSql(serverUrl, `create database ${name} template ${empty ? 'template0' : templateDatabase}`)
  t.teardown(async () => {
    await runSql(serverUrl, `drop database if exists ${name} with (force)`)
    release()
  })
  return { url: serverUrl.replace(/\/postgres$/, `/${name}`) }
}

/** A second connection's worth of SQL: for looking at what the code under test has stored. */
export async function runSql<Row extends pg.QueryResultRow>(
  url: string,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}

async function holdServer(): Promise<{ serverUrl: string; release: () => void }> {
  mkdirSync(folder, { recursive: true })
  const deadline = Date.now() + startTimeoutMs
  for (;;) {
    const held = await askKeeper()
    if (held !== null) return held
    if (Date.now() > deadline)
      throw new Error(`no PostgreSQL after ${startTimeoutMs} ms: see ${join(folder, 'keeper.out')}`)
    startKeeper()
    await delay(100)
  }
}

/** mkdir is atomic: of many files that find no keeper, one starts it. */
function startKeeper(): void {
  try {
    mkdirSync(startLock)
  } catch {
    // Somebody else is at it, unless it died half-way.
    const since = statSync(startLock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - since > staleLockMs) rmSync(startLock, { recursive: true, force: true })
    return
  }
  const out = openSync(join(folder, 'keeper.out'), 'w')
  const script = fileURLToPath(new URL('postgres-keeper.ts', import.meta.url))
  const keeper = spawn(process.execPath, [...process.execArgv, script, socketPath], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    detached: true,
    stdio: ['ignore', out, out],
  })
  // Detached: it outlives this file by design, for the next one.
  keeper.unref()
  keeper.once('exit', () => rmSync(startLock, { recursive: true, force: true }))
}

async function askKeeper(): Promise<{ serverUrl: string; release: () => void } | null> {
  const socket = connect(socketPath)
  const serverUrl = await firstLine(socket)
  if (serverUrl === null) return null
  rmSync(startLock, { recursive: true, force: true })
  return { serverUrl, release: () => socket.destroy() }
}

function firstLine(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    socket.once('error', () => resolve(null)) // Nobody listens yet.
    socket.once('close', () => resolve(null))
    socket.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()))
  })
}
