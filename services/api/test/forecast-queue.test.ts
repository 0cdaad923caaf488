import { forecastQueue } from '@framewright/api'
import { test } from 'tap'

type Queued = Parameters<typeof forecastQueue>[0][number]

const waits = (
  renderId: string,
  position: number,
  seconds: number | null,
  more: Partial<Queued> = {},
): Queued => ({
  ...{ renderId, position, seconds, lane: 'cpu-s', slots: 1, workerId: null },
  ...more,
})
const runs = (renderId: string, seconds: number | null, workerId = 'a', slots = 1): Queued => ({
  ...{ renderId, seconds, workerId, slots, position: null, lane: 'cpu-s' },
})
const worker = (workerId: string, slots: number, lanes: Queued['lane'][] = ['cpu-s', 'cpu-l']) => ({
  ...{ workerId, slots, lanes },
})
const ends = (...args: Parameters<typeof forecastQueue>) =>
  Object.fromEntries(
    [...forecastQueue(...args)].map(([id, one]) => [id, one && [one.startsInSeconds, one.endsInSeconds]]),
  )

test('each takes the slot that is free first, in the order of the line', async (t) => {
  t.same(
    ends(
      [waits('second', 2, 5), waits('first', 1, 9), waits('third', 3, 1), runs('film', 4)],
      [worker('a', 2)],
    ),
    {
      film: [0, 4],
      first: [0, 9],
      second: [4, 9],
      third: [9, 10],
    },
  )
})

test('what takes several slots starts when they are free on one worker', async (t) => {
  const line = [
    runs('one', 7),
    runs('other', 2, 'b'),
    waits('large', 1, 10, { slots: 2 }),
    waits('small', 2, 1),
  ]
  t.same(ends(line, [worker('a', 2), worker('b', 2)]), {
    one: [0, 7],
    other: [0, 2],
    large: [2, 12],
    small: [0, 1],
  })
  t.same(ends([waits('huge', 1, 10, { slots: 6 })], [worker('a', 2)]), { huge: [0, 10] }, 'all that there is')
})

test('nothing is said where there is nothing to go by', async (t) => {
  const line = [waits('known', 1, 3), waits('unknown', 2, null), waits('behind', 3, 3)]
  t.same(ends(line, [worker('a', 1)]), { known: [0, 3], unknown: null, behind: null })
  t.same(ends([waits('alone', 1, 3)], []), { alone: null }, 'nobody is there')
  t.same(
    ends([waits('gpu', 1, 3, { lane: 'gpu' })], [worker('a', 1)]),
    { gpu: null },
    'nobody takes its lane',
  )
  t.same(ends([runs('overdue', null), waits('next', 1, 3)], [worker('a', 1)]), {
    overdue: null,
    next: [0, 3],
  })
})
