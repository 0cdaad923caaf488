import { once, EventEmitter } from 'node:events'
import { test } from 'tap'
import { inBatches } from '../src/in-batches.ts'

const never = new AbortController().signal

/** Yields what it is told to, and notes how far it was read and whether it was closed. */
function sourceOf(count: number) {
  const state = { read: 0, closed: false }
  async function* open(): AsyncGenerator<number> {
    try {
      for (let item = 0; item < count; item += 1) {
        state.read = item + 1
        yield item
      }
    } finally {
      state.closed = true
    }
  }
  return { state, open }
}

test('everything arrives once, in order, in batches of at most the limit', async (t) => {
  const { open, state } = sourceOf(1_000)
  const batches: number[][] = []
  for await (const batch of inBatches(open, 100, never)) {
    batches.push(batch)
    await new Promise(setImmediate)
  }
  t.same(batches.flat(), [...Array(1_000).keys()])
  t.ok(batches.every(({ length }) => length > 0 && length <= 100))
  t.ok(batches.length < 100, 'a flood is not taken one by one')
  t.ok(state.closed)
})

test('an item that comes alone is not kept waiting', async (t) => {
  const arrivals = new EventEmitter()
  async function* open(signal: AbortSignal): AsyncGenerator<number> {
    for (let item = 0; !signal.aborted; item += 1) {
      yield item
      await once(arrivals, 'next', { signal }).catch(() => null)
    }
  }
  const batches = inBatches(open, 100, never)
  t.same((await batches.next()).value, [0])
  arrivals.emit('next')
  t.same((await batches.next()).value, [1])
  await batches.return()
})

test('the source is read ahead by one batch and no more', async (t) => {
  const { open, state } = sourceOf(1_000)
  const batches = inBatches(open, 10, never)
  await batches.next()
  for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
  t.ok(state.read <= 21, `${state.read} were read`)
  await batches.return()
  t.ok(state.closed, 'whoever leaves closes the source')
})

test('what the source throws is thrown after what came before it', async (t) => {
  async function* open(): AsyncGenerator<number> {
    yield 1
    await new Promise(setImmediate)
    throw new Error('link lost')
  }
  const seen: number[] = []
  const reading = (async () => {
    for await (const batch of inBatches(open, 10, never)) seen.push(...batch)
  })()
  await t.rejects(reading, { message: 'link lost' })
  t.same(seen, [1])
})

test('an abort ends it', async (t) => {
  const abort = new AbortController()
  async function* open(signal: AbortSignal): AsyncGenerator<number> {
    yield 1
    await once(signal, 'abort')
  }
  for await (const batch of inBatches(open, 10, abort.signal)) {
    t.same(batch, [1])
    abort.abort()
  }
})
