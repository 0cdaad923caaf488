import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog as log } from '../../../test/support/quiet-log.ts'
import { faultOf } from '../src/file-faults.ts'
import { copyCounting } from '../src/file-read.ts'
import { sweepIncoming } from '../src/file-write.ts'
import { openStorage, type Storage } from '../src/index.ts'
import { keysOf, scratch, storageContract } from './storage-contract.ts'

storageContract('file', async (t) => (await openFresh(t)).storage)

async function openFresh(t: Test, parent?: string): Promise<{ storage: Storage; root: string; url: string }> {
  const root = join(scratch(t, parent), 'made', 'when opened')
  const url = pathToFileURL(root).href
  const storage = await openStorage({ url, log })
  t.teardown(() => storage.close())
  return { storage, root, url }
}

test('what is fetched and what is stored from the same file system is linked, not copied', async (t) => {
  const { storage, root } = await openFresh(t)
  const film = join(scratch(t), 'film.mp4')
  writeFileSync(film, 'pixels')
  await storage.putFile('outputs/r/1/film.mp4', film)
  const source = join(scratch(t), 'source')
  await storage.fetchTo('outputs/r/1/film.mp4', source, {
    signal: new AbortController().signal,
    onBytes() {},
  })
  const inode = statSync(join(root, 'outputs/r/1/film.mp4')).ino
  t.equal(statSync(film).ino, inode)
  t.equal(statSync(source).ino, inode)
  t.equal(statSync(source).mode & 0o777, 0o444, 'and nobody may write to it')
})

test('what is fetched as a link can be touched, which nobody may write to', async (t) => {
  const { storage, root } = await openFresh(t)
  await storage.putBytes('chunks/a/manifest.json', '{}')
  const old = new Date('2020-01-01T00:00:00Z')
  utimesSync(join(root, 'chunks/a/manifest.json'), old, old)
  const source = join(scratch(t), 'source')
  await storage.fetchTo('chunks/a/manifest.json', source, {
    signal: new AbortController().signal,
    onBytes() {},
  })
  t.equal(await storage.touch('chunks/a/manifest.json'), true)
  const { modifiedAt } = (await storage.stat('chunks/a/manifest.json'))!
  t.ok(Math.abs(Date.now() - modifiedAt.getTime()) < 60_000)
  t.equal(statSync(join(root, 'chunks/a/manifest.json')).mode & 0o777, 0o444)
})

test('a file of another file system is copied', { skip: otherFileSystem() }, async (t) => {
  const { storage } = await openFresh(t)
  const far = scratch(t, '/dev/shm')
  const film = join(far, 'film.mp4')
  writeFileSync(film, 'x'.repeat(1_000_000))
  t.same(await storage.putFile('a', film, { ifAbsent: true }), { stored: true })
  t.equal((await storage.stat('a'))?.sizeBytes, 1_000_000)
  const counted: number[] = []
  const options = {
    signal: new AbortController().signal,
    onBytes: (bytes: number) => void counted.push(bytes),
  }
  await storage.fetchTo('a', join(far, 'source'), options)
  t.equal(readFileSync(join(far, 'source')).length, 1_000_000)
  t.equal(counted.at(-1), 1_000_000)
  t.ok(counted.length > 1, 'and its progress is heard')
  t.same(readdirSync(far).sort(), ['film.mp4', 'source'])
})

test('a copy that is cancelled half-way leaves no file', async (t) => {
  const folder = scratch(t)
  const from = join(folder, 'from')
  writeFileSync(from, Buffer.alloc(5_000_000))
  const cancelling = new AbortController()
  const options = { signal: cancelling.signal, onBytes: () => cancelling.abort(new Error('enough')) }
  await t.rejects(copyCounting(from, join(folder, 'to'), options), { message: 'enough' })
  t.same(readdirSync(folder), ['from'])
})

test('a writer that is killed leaves the old object or the new one, and nothing else under a key', async (t) => {
  const { storage, url, root } = await openFresh(t)
  const sizeBytes = 8_000_000
  const unfinished = () => readdirSync(join(root, '.incoming'))
  for (const round of [1, 2, 3]) {
    const earlier = unfinished()
    const key = `chunks/${round}`
    const writer = spawn(
      process.execPath,
      [
        ...process.execArgv,
        ...[fileURLToPath(new URL('a-writer.ts', import.meta.url)), url, key, `${sizeBytes}`],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    t.teardown(() => writer.kill('SIGKILL'))
    await once(writer.stdout, 'data')
    await eventually(() =>
      assert(
        unfinished().some((file) => !earlier.includes(file)),
        'nothing yet',
      ),
    )
    const ended = once(writer, 'exit')
    writer.kill('SIGKILL')
    await ended
    if ((await storage.stat(key)) === null) continue
    const bytes = await storage.readBytes(key, sizeBytes)
    t.equal(bytes.length, sizeBytes)
    t.ok(bytes.equals(Buffer.alloc(sizeBytes, bytes[0])), 'the bytes are of one put')
  }
  t.notOk((await keysOf(storage)).some((key) => !/^chunks\/[123]$/.test(key)))
})

test('what unfinished writes have left is swept once it is old', async (t) => {
  const { storage, root } = await openFresh(t)
  writeFileSync(join(root, '.incoming', '1-abc'), 'half')
  t.equal(await storage.removeUnfinished(), 0, 'its writer may be at it')
  t.equal(await sweepIncoming(root, new Date(Date.now() - 60_000)), 0)
  t.equal(await sweepIncoming(root, new Date(Date.now() + 1_000)), 1)
  t.same(readdirSync(join(root, '.incoming')), [])
})

test('a finished put leaves nothing behind but the object', async (t) => {
  const { storage, root } = await openFresh(t)
  const film = join(scratch(t), 'film')
  writeFileSync(film, 'x')
  for (const ifAbsent of [false, true, false]) {
    await storage.putFile('a/b', film, { ifAbsent })
    await storage.putBytes('a/c', 'y', { ifAbsent })
  }
  t.same(readdirSync(join(root, '.incoming')), [])
  await storage.removePrefix('a/')
  t.same(readdirSync(root), ['.incoming'], 'nor does removing leave folders')
})

test('a folder that somebody died before removing goes with its prefix', async (t) => {
  const { storage, root } = await openFresh(t)
  await storage.putBytes('chunks/b/x', 'x')
  mkdirSync(join(root, 'chunks/a'))
  await storage.removePrefix('chunks/a/')
  t.same(readdirSync(join(root, 'chunks')), ['b'])
  const outside = scratch(t)
  mkdirSync(join(outside, 'empty'))
  symlinkSync(outside, join(root, 'outside'))
  await t.rejects(storage.removePrefix('outside/empty/'), { name: 'AssertionError' })
  t.same(readdirSync(outside), ['empty'])
})

test('a folder that cannot be listed is an outage, and said so', async (t) => {
  const { storage, root } = await openFresh(t)
  symlinkSync('loop', join(root, 'loop'))
  const outage = { code: 'STORAGE_UNAVAILABLE', cause: { code: 'ELOOP' } }
  await t.rejects(keysOf(storage, 'loop/'), outage)
  await t.rejects(storage.removePrefix('loop/'), outage)
})

test('a file whose name is no key’s is not listed, and is nobody’s to remove', async (t) => {
  const { storage, root } = await openFresh(t)
  await storage.putBytes('chunks/a/b', 'x')
  mkdirSync(join(root, 'chunks', 'an odd folder'))
  for (const odd of ['chunks/an odd folder/b', 'chunks/a/ä', 'chunks/a/.b', 'chunks/a b'])
    writeFileSync(join(root, odd), 'x')
  t.same(await keysOf(storage), ['chunks/a/b'])
  await storage.removePrefix('chunks/')
  t.same(readdirSync(join(root, 'chunks/a')).sort(), ['.b', 'ä'])
  t.same(await keysOf(storage), [])
})

test('a link that leads out of storage is not followed', async (t) => {
  const { storage, root } = await openFresh(t)
  const outside = scratch(t)
  writeFileSync(join(outside, 'secret'), 'secret')
  symlinkSync(outside, join(root, 'assets'))
  symlinkSync(join(outside, 'secret'), join(root, 'plain'))
  const bug = { name: 'AssertionError' }
  await t.rejects(storage.get('assets/secret'), bug)
  await t.rejects(storage.get('plain'), bug)
  await t.rejects(storage.putBytes('assets/new', 'x'), bug)
  await t.rejects(storage.remove('assets/secret'), bug)
  await t.rejects(storage.touch('assets/secret'), bug)
  t.same(await keysOf(storage), [])
  t.same(readdirSync(outside), ['secret'])
})

test('a linked file is stored itself, not the link', async (t) => {
  const { storage } = await openFresh(t)
  const folder = scratch(t)
  writeFileSync(join(folder, 'film'), 'pixels')
  symlinkSync('film', join(folder, 'link'))
  await storage.putFile('a', join(folder, 'link'))
  t.equal((await storage.readBytes('a', 10)).toString(), 'pixels')
})

test('a missing file is the caller’s, not an outage of storage', async (t) => {
  const { storage } = await openFresh(t)
  await t.rejects(storage.putFile('a', '/no/such/film.mp4'), { code: 'ENOENT' })
})

test('a full disk is told apart from one that fails otherwise', async (t) => {
  const full = await open('/dev/full', 'w')
  t.teardown(() => full.close())
  const noRoom: unknown = await full.writeFile('x').catch((error: unknown) => error)
  t.match(faultOf(noRoom, 'store it'), { name: 'StorageFull', code: 'DISK_FULL', cause: { code: 'ENOSPC' } })
  const other: unknown = await open('/', 'w').catch((error: unknown) => error)
  t.match(faultOf(other, 'store it'), { name: 'StorageUnavailable', code: 'STORAGE_UNAVAILABLE' })
  const bug = new TypeError('not a fault')
  t.equal(faultOf(bug, 'store it'), bug)
})

test('a folder that cannot be used is an outage, and said so', async (t) => {
  const file = join(scratch(t), 'a file')
  writeFileSync(file, '')
  const outage = { code: 'STORAGE_UNAVAILABLE' }
  await t.rejects(openStorage({ url: pathToFileURL(join(file, 'below')).href, log }), outage)
  const { storage, root } = await openFresh(t)
  rmSync(root, { recursive: true })
  await t.rejects(storage.ping(), outage)
  t.notOk(existsSync(root))
})

test('a URL that is not of files is refused by its scheme, without its secrets', async (t) => {
  const opening = openStorage({ url: 's3://key:hunter2@bucket', log })
  const error: unknown = await opening.catch((refused: unknown) => refused)
  t.match(error, { message: /s3 is not known/ })
  t.notMatch(error, { message: /hunter2/ })
  await t.rejects(openStorage({ url: 'relative/path', log }), { message: /without a scheme/ })
})

function otherFileSystem(): string | false {
  const device = statSync('/dev/shm', { throwIfNoEntry: false })?.dev
  if (device === undefined) return 'there is no /dev/shm'
  return device === statSync('/tmp').dev ? '/dev/shm is on the same file system' : false
}
