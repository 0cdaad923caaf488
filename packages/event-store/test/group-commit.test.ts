import { test } from 'tap'
import { groupCommit } from '../src/group-commit.ts'

/** A writer that a test answers by hand: each group that it is given, and how to answer it. */
function manualWriter() {
  const groups: { items: readonly number[]; answer(): void; fail(error: Error): void }[] = []
  const write = (items: readonly number[]) =>
    new Promise<readonly string[]>((resolve, reject) => {
      groups.push({ items, answer: () => resolve(items.map((item) => `answer ${item}`)), fail: reject })
    })
  return { groups, write, items: () => groups.map((group) => group.items) }
}

const limits = { weigh: () => 1, maxWeight: 3, maxWaitMs: 10_000 }
const turn = () => new Promise(setImmediate)

test('what arrives together is written together, and what arrives meanwhile in the next group', async (t) => {
  const { groups, write, items } = manualWriter()
  const commits = groupCommit({ ...limits, write })
  const first = [commits.add(1), commits.add(2)]
  await turn()
  const second = [commits.add(3), commits.add(4)]
  await turn()
  t.strictSame(items(), [[1, 2]], 'one group at a time')
  groups[0]!.answer()
  t.strictSame(await Promise.all(first), ['answer 1', 'answer 2'])
  await turn()
  groups[1]!.answer()
  t.strictSame(await Promise.all(second), ['answer 3', 'answer 4'])
  t.strictSame(items(), [
    [1, 2],
    [3, 4],
  ])
})

test('a group is bounded by weight, in the order of arrival, and one that is too heavy goes alone', async (t) => {
  const written: (readonly number[])[] = []
  const commits = groupCommit<number, number>({
    write: (group) => {
      written.push(group)
      return Promise.resolve(group)
    },
    weigh: (item) => item,
    maxWeight: 5,
    maxWaitMs: 10_000,
  })
  t.strictSame(await Promise.all([2, 3, 1, 9, 1, 4].map((item) => commits.add(item))), [2, 3, 1, 9, 1, 4])
  t.strictSame(written, [[2, 3], [1], [9], [1, 4]])
})

test('a group that fails fails all of its own, and nobody else', async (t) => {
  const { groups, write } = manualWriter()
  const commits = groupCommit({ ...limits, write })
  const failing = Promise.allSettled([commits.add(1), commits.add(2)])
  await turn()
  const later = commits.add(3)
  groups[0]!.fail(new Error('no answer'))
  t.strictSame(
    (await failing).map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  await turn()
  groups[1]!.answer()
  t.equal(await later, 'answer 3')
})

test('what has waited so long that its caller has given it up is not written behind its back', async (t) => {
  const { groups, write, items } = manualWriter()
  const commits = groupCommit({ ...limits, write, maxWaitMs: 20 })
  const first = commits.add(1)
  await turn()
  void commits.add(2)
  await new Promise((resolve) => setTimeout(resolve, 30))
  const third = commits.add(3)
  groups[0]!.answer()
  await first
  await turn()
  groups[1]!.answer()
  t.equal(await third, 'answer 3')
  t.strictSame(items(), [[1], [3]])
})

test('it is idle when everything has been answered', async (t) => {
  const { groups, write } = manualWriter()
  const commits = groupCommit({ ...limits, write })
  await commits.idle()
  const answered = commits.add(1)
  let isIdle = false
  const idle = commits.idle().then(() => (isIdle = true))
  await turn()
  t.equal(isIdle, false)
  groups[0]!.answer()
  await Promise.all([answered, idle])
  t.equal(isIdle, true)
})
