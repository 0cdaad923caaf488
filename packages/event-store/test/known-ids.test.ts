import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { EventRejected } from '../src/errors.ts'
import { knownIds } from '../src/known-ids.ts'

const event = (id: string) => ({ id, type: 'A', data: '{}', metadata: '{}' })

test('an id that nobody has seen is nobody’s', (t) => {
  t.doesNotThrow(() => knownIds(10).refuseElsewhere('s', -1n, [event(randomUUID())]))
  t.end()
})

test('an id may go to where it is, and nowhere else', (t) => {
  const ids = knownIds(10)
  ids.note('a', { stream: 's', revision: 3n })
  t.doesNotThrow(() => ids.refuseElsewhere('s', 2n, [event('a')]))
  t.doesNotThrow(() => ids.refuseElsewhere('s', 1n, [event('x'), event('a')]))
  t.throws(() => ids.refuseElsewhere('s', 3n, [event('a')]), EventRejected)
  t.throws(() => ids.refuseElsewhere('s', 1n, [event('a')]), EventRejected)
  t.throws(() => ids.refuseElsewhere('other', 2n, [event('a')]), { code: 'EVENT_REJECTED' })
  t.end()
})

test('of a stream that is to be made anew only the name counts', (t) => {
  const ids = knownIds(10)
  // A stream that was deleted goes on counting.
  ids.note('a', { stream: 's', revision: 7n })
  t.doesNotThrow(() => ids.refuseElsewhere('s', -1n, [event('a')]))
  t.throws(() => ids.refuseElsewhere('other', -1n, [event('a')]), EventRejected)
  t.end()
})

test('the oldest are forgotten, and what is seen again is young again', (t) => {
  const ids = knownIds(2)
  const isKnown = (id: string) => {
    try {
      ids.refuseElsewhere('elsewhere', 0n, [event(id)])
      return false
    } catch {
      return true
    }
  }
  ids.note('a', { stream: 's', revision: 0n })
  ids.note('b', { stream: 's', revision: 1n })
  ids.note('a', { stream: 's', revision: 0n })
  ids.note('c', { stream: 's', revision: 2n })
  t.strictSame(['a', 'b', 'c'].map(isKnown), [true, false, true])
  t.end()
})
