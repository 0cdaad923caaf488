import { test } from 'tap'
import { newEvent } from '../../../test/support/event-store.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { EventStoreUnavailable, PositionInvalid } from '../src/errors.ts'
import type { FeedItem } from '../src/event-store.ts'
import { subscribeForever } from '../src/subscription.ts'

const event = (n: number): FeedItem => ({
  kind: 'event',
  event: {
    ...newEvent('A', {}),
    stream: 's',
    revision: BigInt(n),
    position: String(n),
    recordedAt: new Date(),
  },
})

/** Subscriptions to a feed of numbers, each of which breaks in its own way; the last goes on for ever. */
function breaking(...ways: ((from: number, signal: AbortSignal) => AsyncGenerator<FeedItem>)[]) {
  const asked: (string | null)[] = []
  const subscribe = (from: string | null, signal: AbortSignal) => {
    asked.push(from)
    return ways[Math.min(asked.length, ways.length) - 1]!(Number(from ?? '0'), signal)
  }
  return { asked, subscribe }
}

async function* forever(from: number) {
  for (let n = from + 1; ; n += 1) {
    await Promise.resolve()
    yield event(n)
  }
}

async function take(count: number, subscribe: Parameters<typeof subscribeForever>[0]['subscribe']) {
  const signal = AbortSignal.timeout(10_000)
  const positions: string[] = []
  for await (const item of subscribeForever({ from: null, signal, log: quietLog, subscribe })) {
    if (item.kind === 'event') positions.push(item.event.position)
    if (positions.length === count) break
  }
  return positions
}

test('a subscription that ends, or throws, is made anew behind what was handled', async (t) => {
  const { asked, subscribe } = breaking(
    async function* (from) {
      await Promise.resolve()
      yield event(from + 1)
      yield event(from + 2)
    },
    async function* (from) {
      await Promise.resolve()
      yield event(from + 1)
      throw new EventStoreUnavailable('gone')
    },
    forever,
  )
  t.strictSame(await take(5, subscribe), ['1', '2', '3', '4', '5'])
  t.strictSame(asked, [null, '2', '3'])
})

test('a position that was told counts as handled, and being live does not', async (t) => {
  const { asked, subscribe } = breaking(async function* () {
    await Promise.resolve()
    yield { kind: 'position', position: '7' }
    yield { kind: 'live' }
  }, forever)
  t.strictSame(await take(1, subscribe), ['8'])
  t.strictSame(asked, [null, '7'])
})

test('an event that is in hand when its subscription breaks is neither skipped nor told again', async (t) => {
  const breaks = new AbortController()
  const { subscribe } = breaking(async function* (from) {
    await Promise.resolve()
    yield event(from + 1)
    breaks.signal.throwIfAborted()
    yield event(from + 2)
  }, forever)
  const positions: string[] = []
  for await (const item of subscribeForever({
    from: null,
    signal: AbortSignal.timeout(10_000),
    log: quietLog,
    subscribe,
  })) {
    breaks.abort(new Error('it broke while event 1 was being handled'))
    if (item.kind === 'event') positions.push(item.event.position)
    if (positions.length === 3) break
  }
  t.strictSame(positions, ['1', '2', '3'])
})

test('a position that the store does not have ends it: trying again would not help', async (t) => {
  const { asked, subscribe } = breaking(async function* () {
    await Promise.resolve()
    if (asked.length > 0) throw new PositionInvalid('x')
    yield event(1)
  })
  await t.rejects(take(1, subscribe), PositionInvalid)
  t.equal(asked.length, 1)
})

test('who leaves the loop, or throws in it, ends the subscription under it', async (t) => {
  for (const leave of ['break', 'throw'] as const) {
    let isEnded = false
    const subscribe = async function* () {
      try {
        yield* forever(0)
      } finally {
        isEnded = true
      }
    }
    const following = (async () => {
      const signal = AbortSignal.timeout(10_000)
      for await (const item of subscribeForever({ from: null, signal, log: quietLog, subscribe })) {
        if (leave === 'throw') throw new Error(`cannot handle ${item.kind}`)
        break
      }
    })()
    if (leave === 'throw') await t.rejects(following, /cannot handle event/)
    else await following
    t.ok(isEnded)
  }
})

test('who aborts is let go at once, though nothing comes and nothing ends', async (t) => {
  const aborting = new AbortController()
  const never = new Promise<never>(() => null)
  const subscribe = async function* (): AsyncGenerator<FeedItem> {
    yield event(1)
    await never
  }
  let count = 0
  for await (const item of subscribeForever({
    from: null,
    signal: aborting.signal,
    log: quietLog,
    subscribe,
  })) {
    count += item.kind === 'event' ? 1 : 0
    setImmediate(() => aborting.abort())
  }
  t.equal(count, 1)
})
