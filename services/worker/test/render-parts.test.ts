import { strict as assert } from 'node:assert'
import { createHash } from 'node:crypto'
import { outputPrefix, partKey, type OutputFile, type PartList } from '@framewright/schemas'
import { StorageUnavailable, type Storage } from '@framewright/storage'
import { cpuEncoders } from '@framewright/timeline'
import { test } from 'tap'
import { openBench, type Bench } from './bench.ts'
import { storeOrder } from './order.ts'

const profile = {
  ffmpegBuild: 'test',
  encoders: Object.values(cpuEncoders).map((name) => ({ name, usable: true, reason: null })),
}
const sha256Of = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function ask(bench: Bench): Promise<string> {
  const { ref } = await storeOrder(bench.storage, 'video', { seconds: 2, preset: 'sprite' })
  const renderId = await bench.request({ order: ref })
  await bench.publish(renderId)
  return renderId
}

async function outputOf(bench: Bench, renderId: string): Promise<OutputFile> {
  const last = (await bench.events(renderId)).at(-1)
  assert(last?.type === 'RenderCompleted')
  const [output, ...others] = last.data.outputs
  assert(output !== undefined && others.length === 0, 'one output')
  return output
}

/** What the list of an output names, each file looked at by its hash; the keys. */
async function partsOf(bench: Bench, { key, sha256, sizeBytes, parts }: OutputFile): Promise<string[]> {
  const bytes = await bench.storage.readBytes(key, 1_000_000)
  assert.equal(sha256Of(bytes), sha256, 'the hash of the output is that of its list')
  const list = JSON.parse(bytes.toString()) as PartList
  assert.equal(list.parts.length, parts?.count)
  const read = await Promise.all(
    list.parts.map(({ path }) => bench.storage.readBytes(partKey(key, path), 1_000_000)),
  )
  assert.deepEqual(
    read.map((part) => [sha256Of(part), part.length]),
    list.parts.map((part) => [part.sha256, part.sizeBytes]),
  )
  assert.equal(
    read.reduce((sum, part) => sum + part.length, 0),
    sizeBytes,
  )
  return list.parts.map(({ path }) => partKey(key, path))
}

async function keysOf(bench: Bench, renderId: string): Promise<string[]> {
  const keys: string[] = []
  for await (const key of bench.storage.list(outputPrefix(renderId))) keys.push(key)
  return keys
}

test('all files of an output are in storage, and the event names them by the hash of their list', async (t) => {
  const bench = await openBench(t)
  await bench.startWorker({ profile })
  const renderId = await ask(bench)
  await bench.untilNoWork()
  const output = await outputOf(bench, renderId)
  t.match(output, { fileName: 'sprite.vtt', contentType: /^text\/vtt/, frameCount: 2, parts: { count: 2 } })
  const parts = await partsOf(bench, output)
  t.same(await keysOf(bench, renderId), [...parts, output.key].sort(), 'and there is nothing else')
})

test('an attempt that ends with half of the files stored leaves none that an event names; the next makes one whole set', async (t) => {
  const bench = await openBench(t)
  let stored = 0
  /** Gone for good after the first file, also for what would be cleared away. */
  const failing: Storage = {
    ...bench.storage,
    putFile: async (key, path, options) => {
      if (++stored > 1) throw new StorageUnavailable('the disk is gone')
      return bench.storage.putFile(key, path, options)
    },
    removePrefix: () => Promise.reject(new StorageUnavailable('the disk is gone')),
  }
  const first = await bench.startWorker({ profile, storage: failing })
  const renderId = await ask(bench)
  await bench.untilNoWork()
  await first.stop()
  t.equal((await bench.types(renderId)).at(-1), 'RenderAttemptFailed')
  const left = await keysOf(bench, renderId)
  t.equal(left.length, 1, 'half of it is there, and no list')
  t.match(left[0], /\/film\/(sheet|sprite)/)

  await bench.startWorker({ profile })
  await bench.publish(renderId)
  await bench.untilNoWork()
  const output = await outputOf(bench, renderId)
  const parts = await partsOf(bench, output)
  t.notOk(parts.includes(left[0] ?? ''), 'nothing of the first attempt is a part of it')
  t.same(await keysOf(bench, renderId), [...left, ...parts, output.key].sort(), 'and it is one set')
  // The same message once more: the render is finished.
  await bench.publish(renderId)
  await bench.untilNoWork()
  t.equal((await bench.types(renderId)).filter((type) => type === 'RenderCompleted').length, 1)
})
