import assert from 'node:assert/strict'
import type { Delivery } from '@framewright/jetstream'
import { test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { pullFrom } from '../src/pull.ts'

interface TestLane {
  next: (options: { expiresMs: number; signal: AbortSignal }) => Promise<Delivery | null>
  readonly close: () => Promise<void>
  pulls: number
  readonly nakked: string[]
  /** Its messages; a pull that finds none waits for `arrive`, its expiry or the abort. */
  arrive(name: string): void
}

/** A lane with messages in it, as a broker would hand them out. */
function lane(messages: string[], { lateMs = 0 } = {}): TestLane {
  const waiting: ((name: string) => void)[] = []
  const nakked: string[] = []
  const deliver = (name: string) => ({ name, nak: () => nakked.push(name) }) as unknown as Delivery
  const self: TestLane = {
    pulls: 0,
    nakked,
    next: async ({ signal }) => {
      self.pulls += 1
      if (lateMs > 0) await new Promise((resolve) => setTimeout(resolve, lateMs))
      const ready = messages.shift()
      if (ready !== undefined) return deliver(ready)
      return new Promise((resolve) => {
        const take = (name: string) => resolve(deliver(name))
        waiting.push(take)
        signal.addEventListener('abort', () => {
          waiting.splice(waiting.indexOf(take), 1)
          resolve(null)
        })
      })
    },
    close: async () => {},
    arrive: (name) => waiting.shift()?.(name),
  }
  return self
}

const nameOf = (delivery: Delivery | null) => (delivery as { name: string } | null)?.name ?? null
const forEver = () => ({ expiresMs: 60_000, signal: new AbortController().signal })

test('lanes that all have work are served in turn, and nothing is fetched in vain', async (t) => {
  const small = lane(['s1', 's2', 's3'])
  const large = lane(['l1', 'l2', 'l3'])
  const pulls = pullFrom([small, large])
  const served = []
  for (let n = 0; n < 6; n += 1) served.push(nameOf(await pulls.next(forEver())))
  t.strictSame(served, ['s1', 'l1', 's2', 'l2', 's3', 'l3'])
  t.match({ small, large }, { small: { pulls: 3, nakked: [] }, large: { pulls: 3, nakked: [] } })
})

test('a lane that has nothing is not asked before one that has', async (t) => {
  const [empty, busy] = [lane([]), lane(Array.from({ length: 40 }, (_, n) => `b${n}`))]
  const pulls = pullFrom([empty, busy])
  const inTurn = 20
  for (let n = 0; n < inTurn; n += 1) await pulls.next(forEver())
  // Once, and again after a quarter of a second, which a busy machine may take for this; in turn it would be every second time.
  t.ok(empty.pulls <= inTurn / 4, `it was asked ${empty.pulls} times of ${inTurn}`)
  // What comes to it is found all the same, though the other one has always something.
  await new Promise((resolve) => setTimeout(resolve, 300))
  const later = lane(['late'])
  empty.next = later.next
  t.strictSame([await pulls.next(forEver()), await pulls.next(forEver())].map(nameOf).includes('late'), true)
})

test('work that comes to any lane finds a pull waiting', async (t) => {
  const [small, large] = [lane([]), lane([])]
  const pulls = pullFrom([small, large])
  for (const [at, busy] of [large, small, large].entries()) {
    const next = pulls.next(forEver())
    while (small.pulls + large.pulls < 2 * (at + 1)) await new Promise(setImmediate)
    busy.arrive(`work ${at}`)
    t.equal(nameOf(await next), `work ${at}`)
  }
})

test('of two lanes that answer at the same moment one is handed back', async (t) => {
  const [slow, slower] = [lane(['first'], { lateMs: 20 }), lane(['second'], { lateMs: 20 })]
  const pulls = pullFrom([slow, slower])
  t.equal(nameOf(await pulls.next(forEver())), 'first')
  await eventually(() => assert.deepEqual(slower.nakked, ['second']))
  t.strictSame(slow.nakked, [])
})

test('who stops asking gets nothing', async (t) => {
  const [small, large] = [lane([]), lane([])]
  const pulls = pullFrom([small, large])
  const stopping = new AbortController()
  const next = pulls.next({ expiresMs: 60_000, signal: stopping.signal })
  stopping.abort()
  t.equal(await next, null)
  t.equal(await pulls.next({ expiresMs: 60_000, signal: stopping.signal }), null)
})

test('a lane that cannot be asked is an error, unless another one has work', async (t) => {
  const broken = { next: () => Promise.reject<Delivery>(new Error('no broker')), close: async () => {} }
  await t.rejects(pullFrom([broken, lane([])]).next(forEver()), { message: 'no broker' })
  t.equal(nameOf(await pullFrom([lane(['work']), broken]).next(forEver())), 'work')
})
