import { takeTurns } from '@framewright/api'
import { test } from 'tap'

test('so many run at once, the others in order, and one that fails gives its turn on', async (t) => {
  const turns = takeTurns(2)
  const started: number[] = []
  const finish: (() => void)[] = []
  let atOnce = 0
  let most = 0
  const tasks = [0, 1, 2, 3, 4].map((n) =>
    turns.run(async () => {
      started.push(n)
      most = Math.max(most, (atOnce += 1))
      await new Promise<void>((resolve) => finish.push(resolve))
      atOnce -= 1
      if (n === 1) throw new Error('it failed')
      return n
    }),
  )
  const outcomes = Promise.allSettled(tasks)
  for (let ended = 0; ended < 5; ended += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    finish[ended]!()
  }
  t.strictSame(
    (await outcomes).map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  )
  t.strictSame(started, [0, 1, 2, 3, 4])
  t.equal(most, 2)
})
