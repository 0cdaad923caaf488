import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, lstatSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'tap'
import { initialiseData } from '../src/embedded-postgres.ts'
import { findPostgresHome } from '../src/postgres-home.ts'

const isRoot = process.getuid?.() === 0
const password = 'a password of the test'

test('data is made whole or not at all, and only once', async (t) => {
  const folder = t.testdir({ unfinished: { PG_VERSION: '' } })
  for (let path = folder; path !== '/'; path = dirname(path)) {
    if (isRoot && (statSync(path).mode & 0o001) === 0) return t.comment(`${path} is closed to others`)
  }
  const home = await findPostgresHome(join(folder, 'postgres'))
  mkdirSync(join(dirname(home.data), 'unfinished'), { recursive: true })
  initialiseData({ home, password })
  t.ok(existsSync(join(home.data, 'PG_VERSION')))
  t.notOk(existsSync(join(dirname(home.data), 'unfinished')), 'what a killed start has left is gone')
  const madeMs = statSync(join(home.data, 'PG_VERSION')).mtimeMs
  initialiseData({ home, password })
  t.equal(statSync(join(home.data, 'PG_VERSION')).mtimeMs, madeMs)
  t.equal(statSync(home.data).uid, home.user?.uid ?? process.getuid?.())
})

test(
  'as root, in a folder that only root may enter, data goes where its user can reach it',
  { skip: !isRoot },
  async (t) => {
    const closed = join(t.testdir(), 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o700)
    const wished = join(closed, 'postgres')
    const home = await findPostgresHome(wished)
    t.teardown(() => rmSync(dirname(home.data), { recursive: true, force: true }))
    t.ok(lstatSync(wished).isSymbolicLink(), 'and a link says where')
    t.notOk(home.data.startsWith(closed))
    t.not(home.user?.uid, 0)
    const reaches = (path: string, flag: string) =>
      spawnSync('test', [flag, path], { ...home.user, cwd: '/' }).status === 0
    t.ok(reaches(home.postgres, '-x'))
    t.ok(reaches(home.initdb, '-x'))
    t.ok(reaches(dirname(home.data), '-w'))
    t.same(await findPostgresHome(wished), home, 'the next start finds the same')
  },
)
