import { linkSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { bytesIn, createScratchWatch } from '../src/scratch-watch.ts'

function watchedFolders(t: Test, { freeBytes = 1_000, mostBytes = 1_000 } = {}) {
  const watch = createScratchWatch({
    scratch: { freeBytes: async () => freeBytes },
    minFreeBytes: 500,
    log: quietLog,
  })
  const told: string[] = []
  const root = t.testdir()
  const add = (name: string, bytes: number) => {
    const path = join(root, name)
    mkdirSync(path)
    writeFileSync(join(path, 'film'), Buffer.alloc(bytes))
    const unwatch = watch.watch({
      path,
      mostBytes,
      onTooLarge: () => told.push(`${name} is too large`),
      onDiskFull: () => told.push(`${name} has no room`),
    })
    t.teardown(unwatch)
    return { path, unwatch }
  }
  return { add, told }
}

test('who writes more than it may is told, and nobody else', async (t) => {
  const { add, told } = watchedFolders(t)
  const { path } = add('large', 900)
  add('small', 900)
  mkdirSync(join(path, 'pieces'))
  writeFileSync(join(path, 'pieces', 'one'), Buffer.alloc(200))
  await eventually(() => assert.ok(told.length > 0))
  t.same(new Set(told), new Set(['large is too large']))
})

test('when the disk is about to be full, who has written most is told, and who comes after it once it has gone', async (t) => {
  const { add, told } = watchedFolders(t, { freeBytes: 499 })
  const most = add('most', 900)
  add('more', 800)
  add('little', 1)
  await eventually(() => assert.ok(told.length > 0))
  t.same(new Set(told), new Set(['most has no room']))
  most.unwatch()
  await eventually(() => assert.equal(told.at(-1), 'more has no room'))
})

test('what an attempt reads is not what it writes', async (t) => {
  const root = t.testdir()
  mkdirSync(join(root, 'sources'))
  writeFileSync(join(root, 'sources', 'copied'), 'x'.repeat(1_000))
  writeFileSync(join(root, 'stored'), 'x'.repeat(1_000))
  linkSync(join(root, 'stored'), join(root, 'linked'))
  writeFileSync(join(root, 'film'), 'x')
  truncateSync(join(root, 'film'), 5_000)
  t.equal(await bytesIn(root), 5_000)
  t.equal(await bytesIn(join(root, 'gone')), 0)
})
