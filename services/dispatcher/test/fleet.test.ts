import fc from 'fast-check'
import { test } from 'tap'
import { leastSeconds, simulateFleet } from '../../../test/support/simulated-fleet.ts'

const film = fc.record({
  chunkSeconds: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 80 }),
  workers: fc.integer({ min: 1, max: 30 }),
})

test('no worker is idle while a chunk waits: a film takes no longer than any order of its chunks has to', async (t) => {
  fc.assert(
    fc.property(film, ({ chunkSeconds, workers }) => {
      const ends = simulateFleet(chunkSeconds, { workers, releaseSeconds: 0 })
      if (ends.length !== chunkSeconds.length || ends.includes(undefined!)) throw new Error('each ends')
      const total = chunkSeconds.reduce((sum, seconds) => sum + seconds, 0)
      const longest = Math.max(...chunkSeconds)
      const seconds = Math.max(...ends)
      // What is left when the last chunk begins has kept all of them busy.
      if (seconds > (total - longest) / workers + longest + 1e-9) throw new Error(`${seconds} s`)
      if (seconds < leastSeconds(chunkSeconds, workers) - 1e-9) throw new Error(`${seconds} s is too little`)
    }),
    { numRuns: 300 },
  )
  t.pass()
})

test('with one worker the chunks end one after the other, by their numbers', async (t) => {
  t.same(simulateFleet([3, 1, 2], { workers: 1, releaseSeconds: 0 }), [3, 4, 6])
})

test('of seven equal chunks five workers have one or two each, and none can do better', async (t) => {
  const seconds = [2, 2, 2, 2, 2, 2, 2]
  t.equal(leastSeconds(seconds, 5), 4)
  t.equal(Math.max(...simulateFleet(seconds, { workers: 5, releaseSeconds: 0 })), 4)
})
