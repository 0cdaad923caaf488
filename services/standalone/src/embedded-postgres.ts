/** PostgreSQL from npm, on a folder of ours, with a password of its own, for this machine alone. */
import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import pg from 'pg'
import type { Launch } from './launch.ts'
import type { PostgresHome } from './postgres-home.ts'

export interface PostgresOptions {
  readonly home: PostgresHome
  readonly port: number
  readonly password: string
}

const owner = 'framewright'
const database = 'framewright'
const maxConnections = 200

export const postgresUrl = ({ port, password }: Pick<PostgresOptions, 'port' | 'password'>): string =>
  `postgres://${owner}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`

/** Makes the data folder, unless it is there: beside its place first, so that one that is there is whole. */
export function initialiseData({ home, password }: Pick<PostgresOptions, 'home' | 'password'>): void {
  const { initdb, data, user } = home
  if (existsSync(data)) return
  const draft = join(dirname(data), 'unfinished')
  rmSync(draft, { recursive: true, force: true })
  const private_ = mkdtempSync(join(tmpdir(), 'framewright-initdb-'))
  const passwordFile = join(private_, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  for (const path of user === null ? [] : [private_, passwordFile]) chownSync(path, user!.uid, user!.gid)
  try {
    const access = ['-U', owner, '-A', 'scram-sha-256', '--pwfile', passwordFile]
    const { status, stderr, error } = spawnSync(
      initdb,
      ['-D', draft, ...access, '-E', 'UTF8', '--locale=C', '--no-instructions'],
      { ...(user ?? {}), cwd: dirname(data), env: postgresEnv, encoding: 'utf8' },
    )
    if (status !== 0) throw new Error(`initdb failed: ${stderr || String(error)}`)
  } finally {
    rmSync(private_, { recursive: true, force: true })
  }
  renameSync(draft, data)
}

/** Nothing of ours: a foreign locale or PG… variable would be obeyed. */
const postgresEnv: NodeJS.ProcessEnv = { LC_ALL: 'C' }

export function launchPostgres({ home, port, password }: PostgresOptions): Launch {
  const { postgres, data, user } = home
  forgetReusedPid(data)
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: maxConnections,
    timezone: 'UTC',
    log_timezone: 'UTC',
  }
  return {
    file: postgres,
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    cwd: dirname(data),
    env: postgresEnv,
    user,
    isReady: async () => {
      await query(postgresUrl({ port, password }).replace(/\/[^/]*$/, '/postgres'), 'select 1')
      return true
    },
  }
}

export async function createDatabase(options: Pick<PostgresOptions, 'port' | 'password'>): Promise<void> {
  const server = postgresUrl(options).replace(/\/[^/]*$/, '/postgres')
  const found = await query(server, `select 1 from pg_database where datname = '${database}'`)
  if (found === 0) await query(server, `create database ${database}`)
}

/**
 * After a crash the id in postmaster.pid may be that of any other program by now (in a container it often is), and
 * PostgreSQL would not start beside it. One that is gone, or is a postgres, is PostgreSQL's own business.
 */
function forgetReusedPid(data: string): void {
  const path = join(data, 'postmaster.pid')
  if (process.platform !== 'linux' || !existsSync(path)) return
  const [pid = ''] = readFileSync(path, 'utf8').split('\n')
  const program = `/proc/${pid.trim()}/comm`
  if (existsSync(program) && readFileSync(program, 'utf8').trim() !== 'postgres') rmSync(path)
}

async function query(url: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  // One that breaks tells this listener too, beside the query that fails.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rowCount ?? 0
  } finally {
    await client.end()
  }
}
