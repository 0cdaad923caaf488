import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { PositionInvalid, type EventStore, type StoredEvent } from '@framewright/event-store'
import { newEvent } from '../support/event-store.ts'
import { eventually } from '../support/eventually.ts'
import { followToEnd, followUntil, places, streamNames } from './follow.ts'
import type { Place } from './places.ts'

type Case = (t: Test, place: Place) => Promise<void>

async function appendMany(store: EventStore, stream: string, count: number): Promise<void> {
  const expected = (await store.readStream(stream)).length
  const events = Array.from({ length: count }, (_, n) => newEvent('Counted', { n: expected + n }))
  await store.append(stream, expected === 0 ? 'no_stream' : BigInt(expected - 1), events)
}

/** What every store promises of its feed: a sentence, and the proof. */
export const feedCases: Record<string, Case> = {
  'a follower hears of what is stored, then that it is live, then of what is appended': async (t, place) => {
    const store = await place.open(t)
    const { prefix, newStream } = streamNames()
    const [before, after] = [newStream(), newStream()]
    await appendMany(store, before, 3)
    const kinds: string[] = []
    const events = await followUntil(
      store,
      {
        from: place.from,
        prefixes: [prefix],
        handle: async ({ kind }) => {
          if (kind !== 'position') kinds.push(kind)
          if (kind === 'live' && kinds.length === 4) await appendMany(store, after, 2)
        },
      },
      ({ length }) => length === 5,
    )
    t.strictSame(kinds.slice(0, 4), ['event', 'event', 'event', 'live'])
    t.strictSame(places(events), [`${before}@0`, `${before}@1`, `${before}@2`, `${after}@0`, `${after}@1`])
  },

  'the feed shows an event as its stream does': async (t, place) => {
    const store = await place.open(t)
    const { prefix, newStream } = streamNames()
    const stream = newStream()
    await appendMany(store, stream, 3)
    const told = await followToEnd(store, { from: place.from, prefixes: [prefix] })
    t.strictSame(told, await store.readStream(stream))
  },

  'a follower goes on behind any position that it was told': async (t, place) => {
    const store = await place.open(t)
    const { prefix, newStream } = streamNames()
    const stream = newStream()
    await appendMany(store, stream, 4)
    await appendMany(store, stream, 4)
    const all = await store.readStream(stream)
    for (const [at, { position }] of all.entries()) {
      const rest = await followToEnd(store, { from: position, prefixes: [prefix] })
      t.strictSame(places(rest), places(all.slice(at + 1)))
    }
  },

  'from no position at all, the feed begins with the first event': async (t, place) => {
    const store = await place.open(t)
    const { prefix, newStream } = streamNames()
    const stream = newStream()
    await appendMany(store, stream, 2)
    const all = await followToEnd(store, { from: null, prefixes: [prefix] })
    t.strictSame(places(all), [`${stream}@0`, `${stream}@1`])
  },

  'only streams with one of the prefixes are told of': async (t, place) => {
    const store = await place.open(t)
    const { newStream } = streamNames()
    const id = randomUUID()
    const streams = ['render', 'renderProgress', 'asset', 'chunk'].map((kind) => `${kind}${id}-x`)
    for (const stream of [...streams, newStream()]) await appendMany(store, stream, 1)
    const told = await followToEnd(store, {
      from: place.from,
      prefixes: [`render${id}-`, `asset${id}-`],
    })
    t.strictSame(places(told), [`render${id}-x@0`, `asset${id}-x@0`])
  },

  'a position moves a checkpoint past what the prefixes left out, and nothing is lost behind it': async (
    t,
    place,
  ) => {
    const store = await place.open(t)
    const { prefix, newStream } = streamNames()
    const { newStream: newForeignStream } = streamNames()
    const stream = newStream()
    await appendMany(store, stream, 1)
    for (let n = 0; n < 6; n += 1) await appendMany(store, newForeignStream(), 100)
    const told: string[] = []
    let checkpoint = place.from
    await followUntil(
      store,
      {
        from: place.from,
        prefixes: [prefix],
        handle: (item) => {
          if (item.kind === 'event') checkpoint = item.event.position
          if (item.kind === 'position') told.push((checkpoint = item.position))
        },
      },
      () => told.length > 0,
    )
    await appendMany(store, stream, 1)
    const rest = await followToEnd(store, { from: checkpoint, prefixes: [prefix] })
    t.strictSame(places(rest), [`${stream}@1`])
  },

  'with eight writers at once the feed is complete, in one order for all, and each stream’s own': async (
    t,
    place,
  ) => {
    await place.delayCommits(t)
    const { prefix, newStream } = streamNames()
    const shared = newStream()
    const [writers, perWriter] = [8, 8]
    const total = writers * perWriter
    const followers = Promise.all(
      Array.from({ length: 2 }, async () =>
        followUntil(
          await place.open(t),
          { from: place.from, prefixes: [prefix] },
          ({ length }) => length === total + 1,
        ),
      ),
    )
    const write = async () => {
      const store = await place.open(t)
      const own = newStream()
      for (let n = 0; n < perWriter; n += 1) {
        await store.append(own, n === 0 ? 'no_stream' : BigInt(n - 1), [newEvent('Counted', { n })])
        // Everybody wants this one too; one of them gets it.
        await store.append(shared, 'no_stream', [newEvent('Won', {})]).catch(() => null)
      }
    }
    await Promise.all(Array.from({ length: writers }, write))
    const [told, toldToAnother] = (await followers) as [StoredEvent[], StoredEvent[]]
    t.strictSame(places(told), places(toldToAnother))
    t.strictSame(
      places(told),
      places(await followToEnd(await place.open(t), { from: place.from, prefixes: [prefix] })),
    )
    t.equal(new Set(places(told)).size, total + 1)
    for (const stream of new Set(told.map((event) => event.stream))) {
      const revisions = told.filter((event) => event.stream === stream).map(({ revision }) => revision)
      t.strictSame(
        revisions,
        revisions.map((_, n) => BigInt(n)),
      )
    }
  },

  'a slow follower is told everything, one event at a time': async (t, place) => {
    const store = await place.open(t)
    const { prefix, newStream } = streamNames()
    const stream = newStream()
    for (let n = 0; n < 6; n += 1) await appendMany(store, stream, 100)
    let inHand = 0
    const events = await followUntil(
      store,
      {
        from: place.from,
        prefixes: [prefix],
        handle: async () => {
          inHand += 1
          if (inHand !== 1) t.fail('two at once')
          await new Promise(setImmediate)
          inHand -= 1
        },
      },
      ({ length }) => length === 600,
    )
    t.strictSame(
      events.map(({ revision }) => revision),
      Array.from({ length: 600 }, (_, n) => BigInt(n)),
    )
  },

  'a follower whose link breaks goes on where it was, and misses nothing': async (t, place) => {
    const store = await place.open(t)
    const { prefix, newStream } = streamNames()
    const stream = newStream()
    await appendMany(store, stream, 5)
    const events = await followUntil(
      store,
      {
        from: place.from,
        prefixes: [prefix],
        handle: async (item) => {
          if (item.kind !== 'event' || item.event.revision !== 2n) return
          await place.link.cut()
          await t.rejects(store.ping(), { code: 'EVENT_STORE_UNAVAILABLE' })
          await place.link.mend()
          await eventually(() => appendMany(store, stream, 5))
        },
      },
      ({ length }) => length === 10,
    )
    t.strictSame(
      events.map(({ revision }) => revision),
      Array.from({ length: 10 }, (_, n) => BigInt(n)),
    )
  },

  'a follower that waits hears of what is appended after its link broke': async (t, place) => {
    const store = await place.open(t)
    const { prefix, newStream } = streamNames()
    const stream = newStream()
    const appending: Promise<void>[] = []
    const appendAfterBreak = async () => {
      await place.link.cut()
      await place.link.mend()
      await eventually(() => appendMany(store, stream, 1))
    }
    const events = await followUntil(
      store,
      {
        from: place.from,
        prefixes: [prefix],
        handle: ({ kind }) => {
          if (kind === 'live' && appending.length === 0) appending.push(appendAfterBreak())
        },
      },
      ({ length }) => length > 0,
    )
    await Promise.all(appending)
    t.strictSame(places(events), [`${stream}@0`])
  },

  'who aborts a subscription is let go at once, idle or cut off': async (t, place) => {
    const store = await place.open(t)
    const { prefix } = streamNames()
    for (const swallow of [false, true]) {
      const aborting = new AbortController()
      let abortedAt = 0
      for await (const item of store.subscribe({
        from: place.from,
        prefixes: [prefix],
        signal: aborting.signal,
      })) {
        if (item.kind !== 'live') continue
        place.link.swallow(swallow)
        setImmediate(() => {
          abortedAt = performance.now()
          aborting.abort()
        })
      }
      t.ok(performance.now() - abortedAt < 500)
    }
    place.link.swallow(false)
    await place.link.cut()
    await place.link.mend()
    for await (const item of store.subscribe({
      from: null,
      prefixes: [prefix],
      signal: AbortSignal.abort(),
    })) {
      t.fail(`told of ${item.kind} though it was aborted before`)
    }
  },

  'closing ends the subscriptions, and closing twice is closing once': async (t, place) => {
    const store = await place.open(t)
    const { prefix, newStream } = streamNames()
    const following = (async () => {
      for await (const item of store.subscribe({
        from: place.from,
        prefixes: [prefix],
        signal: AbortSignal.timeout(30_000),
      })) {
        if (item.kind === 'live') setImmediate(() => void store.close())
      }
    })()
    await following
    await Promise.all([store.close(), store.close()])
    await store.close()
    await t.rejects(store.append(newStream(), 'no_stream', [newEvent('A', {})]), {
      code: 'EVENT_STORE_UNAVAILABLE',
    })
    await t.rejects(store.readStream(newStream()), { code: 'EVENT_STORE_UNAVAILABLE' })
  },

  'a position that is not one is refused': async (t, place) => {
    const store = await place.open(t)
    const signal = AbortSignal.timeout(10_000)
    const follow = (from: string) => followToEnd(store, { from, prefixes: ['render-'] })
    for (const position of ['', 'x', '-1', '1.5', '1:2:3', "1'"]) {
      t.throws(() => store.subscribe({ from: position, prefixes: ['render-'], signal }), PositionInvalid)
    }
    t.throws(() => store.subscribe({ from: null, prefixes: [], signal }), { code: 'ERR_ASSERTION' })
    // Well formed, and far beyond the end: of a store that was wiped since.
    const wiped = place.from.replace(/\d+/g, '900000000000000')
    await t.rejects(follow(wiped), { code: 'POSITION_INVALID', position: wiped })
  },
}
