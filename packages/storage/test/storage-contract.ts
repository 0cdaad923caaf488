import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { BlobMissing, BlobTooLarge, type Storage } from '../src/index.ts'

/** Every adapter keeps these promises. `open` gives an empty storage of the test's own. */
export function storageContract(name: string, open: (t: Test) => Promise<Storage>): void {
  const promise = (title: string, check: (t: Test, storage: Storage) => Promise<void>): void => {
    test(`${name}: ${title}`, async (t) => check(t, await open(t)))
  }

  promise('what was put is read back, byte for byte', async (t, storage) => {
    const bytes = randomBytes(700_000)
    t.same(await storage.putBytes('assets/abc', bytes), { stored: true })
    t.same(await storage.putBytes('logs/r/0001.ndjson', 'grüß\n'), { stored: true })
    const { stream, sizeBytes } = await storage.get('assets/abc')
    t.equal(sizeBytes, bytes.length)
    t.ok(bytes.equals(await bytesOf(stream)))
    t.equal((await storage.readBytes('logs/r/0001.ndjson', 100)).toString(), 'grüß\n')
    const found = await storage.stat('assets/abc')
    t.equal(found?.sizeBytes, bytes.length)
    t.ok(Math.abs(Date.now() - found!.modifiedAt.getTime()) < 60_000)
  })

  promise('an empty object is an object', async (t, storage) => {
    await storage.putBytes('empty', '')
    t.equal((await storage.stat('empty'))?.sizeBytes, 0)
    t.equal((await storage.readBytes('empty', 0)).length, 0)
    const { stream } = await storage.get('empty', { start: 0, end: 10 })
    t.equal((await bytesOf(stream)).length, 0)
  })

  promise('a file is stored, and may be removed afterwards', async (t, storage) => {
    const path = join(scratch(t), 'film.mp4')
    const bytes = randomBytes(300_000)
    await writeFile(path, bytes)
    t.same(await storage.putFile('outputs/r/1/film.mp4', path), { stored: true })
    rmSync(path)
    t.ok(bytes.equals(await storage.readBytes('outputs/r/1/film.mp4', 300_000)))
  })

  promise('storing the same file again is the same as once', async (t, storage) => {
    const path = join(scratch(t), 'a')
    await writeFile(path, 'same')
    for (const key of ['a', 'a', 'b']) t.same(await storage.putFile(key, path), { stored: true })
    t.same(await storage.putFile('a', path, { ifAbsent: true }), { stored: false })
    t.same(await keysOf(storage), ['a', 'b'])
    t.equal((await storage.readBytes('b', 10)).toString(), 'same')
  })

  promise('a range is inclusive, and is cut to what is there', async (t, storage) => {
    await storage.putBytes('digits', '0123456789')
    const read = async (start: number, end: number) => {
      const { stream, sizeBytes } = await storage.get('digits', { start, end })
      t.equal(sizeBytes, 10)
      return (await bytesOf(stream)).toString()
    }
    t.equal(await read(0, 0), '0')
    t.equal(await read(3, 6), '3456')
    t.equal(await read(8, 99), '89')
    t.equal(await read(10, 20), '')
  })

  promise('a second put replaces; one for an absent object leaves what is there', async (t, storage) => {
    await storage.putBytes('k', 'one')
    t.same(await storage.putBytes('k', 'two', { ifAbsent: true }), { stored: false })
    t.equal((await storage.readBytes('k', 10)).toString(), 'one')
    t.same(await storage.putBytes('k', 'three'), { stored: true })
    t.equal((await storage.readBytes('k', 10)).toString(), 'three')
    t.same(await storage.putBytes('new', 'four', { ifAbsent: true }), { stored: true })
  })

  promise('of many writers of an absent object one wins, and its bytes stay', async (t, storage) => {
    for (const key of ['chunks/x', 'chunks/y', 'chunks/z']) {
      const writers = Array.from({ length: 12 }, (_, at) => `${at} `.repeat(20_000))
      const results = await Promise.all(
        writers.map((bytes) => storage.putBytes(key, bytes, { ifAbsent: true })),
      )
      const winners = results.flatMap(({ stored }, at) => (stored ? [at] : []))
      t.equal(winners.length, 1)
      t.equal((await storage.readBytes(key, 200_000)).toString(), writers[winners[0]!])
    }
  })

  promise(
    'who reads while an object is replaced or removed reads the old bytes to the end',
    async (t, storage) => {
      const old = randomBytes(3_000_000)
      await storage.putBytes('k', old)
      const first = await storage.get('k')
      const second = await storage.get('k')
      await storage.putBytes('k', randomBytes(10))
      await storage.remove('k')
      t.equal(sha256(await bytesOf(first.stream)), sha256(old))
      t.equal(sha256(await bytesOf(second.stream)), sha256(old))
    },
  )

  promise('what is not there is missing, by its key', async (t, storage) => {
    await storage.putBytes('a', 'an object, and no folder')
    const options = { signal: new AbortController().signal, onBytes: () => {} }
    for (const key of ['none', 'none/at/all', 'a/b']) {
      t.equal(await storage.stat(key), null)
      const missing = { name: 'BlobMissing', code: 'BLOB_MISSING', key }
      await t.rejects(storage.get(key), missing)
      await t.rejects(storage.readBytes(key, 10), missing)
      await t.rejects(storage.fetchTo(key, join(scratch(t), 'x'), options), missing)
    }
    t.ok(new BlobMissing('k') instanceof Error)
  })

  promise('an object larger than its reader takes is refused unread', async (t, storage) => {
    await storage.putBytes('big', 'x'.repeat(101))
    await t.rejects(storage.readBytes('big', 100), new BlobTooLarge('big', 101, 100))
  })

  promise('keys are listed by prefix, in the order of their bytes', async (t, storage) => {
    const keys = ['a.b', 'a/b', 'a/c/d', 'a/c.d', 'ab', 'outputs/r/1/x', 'outputs/r/10/x', 'outputs/r2/1/x']
    for (const key of keys) await storage.putBytes(key, key)
    t.same(await keysOf(storage), [...keys].sort())
    t.same(await keysOf(storage, 'a/'), ['a/b', 'a/c.d', 'a/c/d'])
    t.same(await keysOf(storage, 'a/c'), ['a/c.d', 'a/c/d'])
    t.same(await keysOf(storage, 'outputs/r/'), ['outputs/r/1/x', 'outputs/r/10/x'])
    t.same(await keysOf(storage, 'outputs/r/1/x'), ['outputs/r/1/x'])
    t.same(await keysOf(storage, 'nothing/here/'), [])
  })

  promise('what is touched was modified now, and has the bytes that it had', async (t, storage) => {
    await storage.putBytes('chunks/a/manifest.json', '{}')
    await storage.putBytes('chunks/b/manifest.json', '{}')
    const before = (await storage.stat('chunks/a/manifest.json'))!
    const other = await storage.stat('chunks/b/manifest.json')
    await eventually(async () => {
      t.equal(await storage.touch('chunks/a/manifest.json'), true)
      const { modifiedAt } = (await storage.stat('chunks/a/manifest.json'))!
      if (modifiedAt <= before.modifiedAt) throw new Error('its time has not moved')
    })
    t.equal((await storage.readBytes('chunks/a/manifest.json', 10)).toString(), '{}')
    t.same(await storage.stat('chunks/b/manifest.json'), other)
  })

  promise('touching what is not there says so and makes nothing', async (t, storage) => {
    await storage.putBytes('a/b', 'an object, and no folder')
    for (const key of ['none', 'none/at/all', 'a/b/c', 'a']) t.equal(await storage.touch(key), false)
    t.same(await keysOf(storage), ['a/b'])
    await t.rejects(storage.touch('../x'), { name: 'AssertionError' })
  })

  promise('what is touched while it is removed stays removed', async (t, storage) => {
    for (let turn = 0; turn < 30; turn += 1) {
      await storage.putBytes('chunks/a/manifest.json', '{}')
      const touches = Array.from({ length: 4 }, () => storage.touch('chunks/a/manifest.json'))
      await Promise.all([storage.remove('chunks/a/manifest.json'), ...touches])
      t.equal(await storage.touch('chunks/a/manifest.json'), false)
    }
    t.same(await keysOf(storage), [])
  })

  promise('removing is final, and fine when there is nothing', async (t, storage) => {
    await storage.putBytes('a/b', 'x')
    await storage.putBytes('a/c', 'x')
    await storage.remove('a/b')
    await storage.remove('a/b')
    await storage.remove('never/was')
    t.same(await keysOf(storage), ['a/c'])
  })

  promise('a prefix is removed with all that is below it, and nothing beside it', async (t, storage) => {
    const keys = ['outputs/r/1/x', 'outputs/r/1/y', 'outputs/r/2/x', 'outputs/r2/1/x']
    for (const key of keys) await storage.putBytes(key, key)
    await Promise.all([1, 2, 3, 4].map(() => storage.removePrefix('outputs/r/')))
    await storage.removePrefix('outputs/r/')
    t.same(await keysOf(storage), ['outputs/r2/1/x'])
  })

  promise(
    'objects that are put while their prefix is removed are there or not, but never half',
    async (t, storage) => {
      const one = async (at: number) => {
        await storage.putBytes(`outputs/r/${at % 3}/${at}`, `${at}`)
        if (at % 5 === 0) await storage.removePrefix('outputs/r/')
      }
      await Promise.all(Array.from({ length: 60 }, (_, at) => one(at)))
      for (const key of await keysOf(storage, 'outputs/r/'))
        t.equal((await storage.readBytes(key, 10)).toString(), key.split('/').at(-1))
      await storage.removePrefix('outputs/r/')
      t.same(await keysOf(storage), [])
    },
  )

  promise(
    'a fetched object is a readable file with the same bytes, which outlives the object',
    async (t, storage) => {
      const bytes = randomBytes(500_000)
      await storage.putBytes('assets/a', bytes)
      const path = join(scratch(t), 'source')
      await writeFile(path, 'what a broken-off attempt left')
      const counted: number[] = []
      const { signal } = new AbortController()
      await storage.fetchTo('assets/a', path, { signal, onBytes: (count) => counted.push(count) })
      await storage.remove('assets/a')
      t.ok(bytes.equals(await readFile(path)))
      t.equal((await stat(path)).size, bytes.length)
      t.equal(counted.at(-1), bytes.length)
    },
  )

  promise('a fetch that was cancelled makes no file', async (t, storage) => {
    await storage.putBytes('assets/a', 'x')
    const path = join(scratch(t), 'source')
    const cancelled = new Error('cancelled')
    const options = { signal: AbortSignal.abort(cancelled), onBytes: () => {} }
    await t.rejects(storage.fetchTo('assets/a', path, options), cancelled)
    await t.rejects(stat(path), { code: 'ENOENT' })
  })

  promise('a key that is not well formed is a bug', async (t, storage) => {
    const bugs = [
      '',
      '/',
      '/etc/passwd',
      '../x',
      'a/../../x',
      'a//b',
      'a/',
      '.hidden',
      'a/.b',
      'a\0b',
      'a b',
      'ä',
      'a\\b',
    ]
    for (const key of bugs) {
      const bug = { name: 'AssertionError' }
      await t.rejects(storage.putBytes(key, 'x'), bug, JSON.stringify(key))
      await t.rejects(storage.get(key), bug)
    }
    await t.rejects(keysOf(storage, '../'), { name: 'AssertionError' })
    await t.rejects(storage.removePrefix(''), { name: 'AssertionError' })
  })

  promise('it says that it can be written to', async (t, storage) => {
    await storage.ping()
    t.pass('no fault')
  })
}

export async function keysOf(storage: Storage, prefix = ''): Promise<string[]> {
  const keys: string[] = []
  for await (const key of storage.list(prefix)) keys.push(key)
  return keys
}

export function scratch(t: Test, parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, `framewright-storage-${randomUUID().slice(0, 8)}-`))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const bytesOf = async (stream: Readable): Promise<Buffer> =>
  Buffer.concat((await stream.toArray()) as Buffer[])
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')
