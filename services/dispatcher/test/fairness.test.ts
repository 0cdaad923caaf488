import fc from 'fast-check'
import { test } from 'tap'
import { simulateQueue, type Asked, type Done } from '../../../test/support/simulated-queue.ts'

const fleet = { workers: 8, slotsOfEach: 4, speed: 50 }
const fleetSpeed = fleet.workers * fleet.slotsOfEach * fleet.speed
const ageStepSeconds = 600

/** The same numbers for the same seed (mulberry32). */
function randomBy(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Between 0.8 and 1.25 of what its work says, and of a size that differs by as much. */
const around = (random: () => number): number => 0.8 * 1.5625 ** random()

const userNames = (count: number): string[] => Array.from({ length: count }, (_, at) => `user-${at}`)
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

/** Slot-seconds of the fleet that somebody has had by then. */
const hadBy = (done: readonly Done[], atSeconds: number): number =>
  sum(
    done.map(({ startedAt, endedAt, slots }) =>
      startedAt >= atSeconds ? 0 : (Math.min(endedAt, atSeconds) - startedAt) * slots,
    ),
  )

interface Load {
  readonly users: number
  readonly renders: number
  readonly seed: number
}

/** Half of the users ask for 4K films, the others for clips, all at once and as much of it. */
function greedy({ users, renders, seed }: Load): Asked[] {
  const random = randomBy(seed)
  const clips = Math.round((renders * 1.6) / users)
  return userNames(users).flatMap((userId, at): Asked[] => {
    const isHeavy = at % 2 === 0
    return Array.from({ length: isHeavy ? clips / 4 : clips }, () => ({
      ...{ userId, class: 5, slots: isHeavy ? 3 : 1, atSeconds: 0 },
      ...{ work: Math.round((isHeavy ? 2_400 : 600) * around(random)), factor: around(random) },
    }))
  })
}

/** What the least and the most of them had, against what is fair, while nobody had nothing waiting. */
function sharesOf(done: readonly Done[], users: number): { least: number; most: number } {
  const byUser = userNames(users).map((userId) => done.filter((one) => one.userId === userId))
  const until = Math.min(...byUser.map((ofUser) => Math.max(...ofUser.map(({ releasedAt }) => releasedAt))))
  const had = byUser.map((ofUser) => hadBy(ofUser, until))
  const fair = sum(had) / users
  return { least: Math.min(...had) / fair, most: Math.max(...had) / fair }
}

test('100 users who always have work get as much of the fleet, whether 4K films or short clips', async (t) => {
  const done = simulateQueue(greedy({ users: 100, renders: 10_000, seed: 1 }), fleet)
  t.equal(done.length, 10_000)
  const { least, most } = sharesOf(done, 100)
  t.ok(least > 0.9, `the least has ${least} of its share`)
  t.ok(most < 1.1, `the most has ${most} of its share`)
  t.ok(
    done.every(({ endedAt }) => endedAt < Infinity),
    'all of them end',
  )
  const workSeconds = sum(done.map(({ work, factor }) => work * factor)) / fleetSpeed
  const tookSeconds = Math.max(...done.map(({ endedAt }) => endedAt))
  t.ok(tookSeconds < 1.12 * workSeconds, `the fleet was busy for ${workSeconds} s of ${tookSeconds}`)
  const heaviest = Math.max(...done.map(({ releasedAt, startedAt }) => startedAt - releasedAt))
  t.ok(heaviest < 120, `what was released is started within ${heaviest} s, heavy or not`)
})

test('so it is in small, whatever the load', async (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 12 }), fc.integer(), (pairs, seed) => {
      const users = 2 * pairs
      const { least, most } = sharesOf(
        simulateQueue(greedy({ users, renders: users * 100, seed }), fleet),
        users,
      )
      if (least < 0.9 || most > 1.1) throw new Error(`${least} to ${most}`)
    }),
    { numRuns: 4 },
  )
  t.pass()
})

/** People with work of every class, for an hour more of it than the fleet can do, of which some ask for many at once. */
function crowd({ users, renders, seed }: Load): Asked[] {
  const random = randomBy(seed)
  const classes = [1, 3, 5, 7, 9]
  const of = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!
  const asked: Asked[] = []
  while (asked.length < renders) {
    const userId = `user-${Math.floor(users * random() ** 2)}`
    const [itemClass, atSeconds] = [of(classes), 3_600 * random()]
    const many = random() < 0.02 ? 150 : 1
    for (let n = 0; n < many && asked.length < renders; n += 1) {
      const slots = of([1, 1, 1, 2, 3, 6])
      const work = Math.round(slots * 150 * 10 ** random())
      asked.push({ userId, class: itemClass, slots, work, atSeconds, factor: around(random) })
    }
  }
  return asked
}

/** Which renders went, at their most aged, while a more urgent one was waiting. */
function overtaken(done: readonly Done[]): string[] {
  const moments = done.flatMap((one) => [
    { atSeconds: one.atSeconds, one, isRelease: false },
    { atSeconds: one.releasedAt, one, isRelease: true },
  ])
  moments.sort((a, b) => a.atSeconds - b.atSeconds || Number(a.isRelease) - Number(b.isRelease))
  const waiting = new Map<number, number>()
  return moments.flatMap(({ atSeconds, one, isRelease }) => {
    waiting.set(one.class, (waiting.get(one.class) ?? 0) + (isRelease ? -1 : 1))
    if (!isRelease) return []
    // Those that go at the same moment are in order among themselves.
    const steps = Math.floor((atSeconds - one.atSeconds) / ageStepSeconds)
    const sooner = done.find(
      (other) =>
        other.class < one.class - steps && other.atSeconds < atSeconds && other.releasedAt > atSeconds,
    )
    return sooner === undefined ? [] : [`${one.class} after ${steps} steps before ${sooner.class}`]
  })
}
test('urgent work goes first, but for what has waited as long as it takes, and all of it goes', async (t) => {
  const done = simulateQueue(crowd({ users: 100, renders: 5_000, seed: 1 }), fleet)
  t.ok(
    done.every(({ endedAt }) => endedAt < Infinity),
    'all of it ends',
  )
  t.same(overtaken(done), [])
  const waits = (itemClass: number) =>
    done
      .filter((one) => one.class === itemClass)
      .map(({ atSeconds, releasedAt }) => releasedAt - atSeconds)
      .sort((one, other) => one - other)
  const medians = [1, 3, 5, 7, 9].map((itemClass) => waits(itemClass)[waits(itemClass).length >> 1]!)
  t.same(
    medians,
    [...medians].sort((one, other) => one - other),
    `medians of ${medians.map(Math.round).join(', ')} s`,
  )
})

test('under urgent work without end the archive of one user goes on, an item each ten minutes', async (t) => {
  const small = { workers: 2, slotsOfEach: 2, speed: 50 }
  const random = randomBy(4)
  const seconds = 10_800
  // A third more than the fleet can do.
  const urgent = Array.from({ length: 4_800 }, (_, at): Asked => ({
    ...{ userId: `user-${at % 99}`, class: 1, slots: 1, work: 600, factor: around(random) },
    atSeconds: (at * seconds) / 4_800,
  }))
  const archive = Array.from({ length: 6 }, (): Asked => ({
    ...{ userId: 'ada', class: 9, slots: 2, work: 2_000, factor: 1, atSeconds: 300 },
  }))
  const done = simulateQueue([...archive, ...urgent], small)
  const waits = done.slice(0, archive.length).map(({ atSeconds, releasedAt }) => releasedAt - atSeconds)
  for (const [at, wait] of waits.entries()) {
    t.ok(wait < (10 + at) * ageStepSeconds, `${wait} s for number ${at}`)
    t.ok(wait >= (8 + at) * ageStepSeconds, 'and not before its time')
  }
})
