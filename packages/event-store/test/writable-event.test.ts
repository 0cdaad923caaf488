import { test } from 'tap'
import { newEvent } from '../../../test/support/event-store.ts'
import { EventRejected } from '../src/errors.ts'
import { revisionBefore, toWritable } from '../src/writable-event.ts'

const refused = (data: unknown) => () => toWritable('s', [newEvent('A', data)])

test('an event becomes text, and its id lower case', (t) => {
  const event = newEvent('A', { n: 1, absent: undefined }, '0192F0C1-2F5E-7B7A-9A54-3A5B1A2C3D4E')
  t.strictSame(toWritable('s', [event]), [
    {
      id: '0192f0c1-2f5e-7b7a-9a54-3a5b1a2c3d4e',
      type: 'A',
      data: '{"n":1}',
      metadata: JSON.stringify(event.metadata),
    },
  ])
  t.end()
})

test('what is not JSON is refused, and what JSON would lose without a word', (t) => {
  const circle: Record<string, unknown> = {}
  circle['self'] = circle
  const lossy = [
    undefined,
    1n,
    circle,
    Number.NaN,
    { deep: [Infinity] },
    () => 1,
    { s: Symbol('x') },
    [undefined],
  ]
  for (const data of lossy) t.throws(refused(data), EventRejected)
  t.throws(
    refused({
      toJSON: () => {
        throw new Error('boom')
      },
    }),
    { code: 'EVENT_REJECTED' },
  )
  t.doesNotThrow(refused(null))
  t.doesNotThrow(refused('text'))
  t.end()
})

test('names that a store keeps for itself, or cannot keep, are refused', (t) => {
  for (const name of ['', '$all', 'a\u0000b', 'a\nb', '\ud800', 'x'.repeat(501)]) {
    t.throws(() => toWritable(name, [newEvent('A', {})]), EventRejected)
    t.throws(() => toWritable('s', [newEvent(name, {})]), EventRejected)
  }
  t.doesNotThrow(() => toWritable('x'.repeat(500), [newEvent('Größe 🎬', {})]))
  t.end()
})

test('ids are UUIDs, each of them once', (t) => {
  for (const id of ['', 'x', '0192f0c1-2f5e-7b7a-9a54', '0192f0c12f5e7b7a9a543a5b1a2c3d4e']) {
    t.throws(() => toWritable('s', [newEvent('A', {}, id)]), EventRejected)
  }
  const id = '0192f0c1-2f5e-7b7a-9a54-3a5b1a2c3d4e'
  const twice = [newEvent('A', {}, id), newEvent('B', {}, id.toUpperCase())]
  t.throws(() => toWritable('s', twice), /one event id twice/)
  t.end()
})

test('an append of a million bytes is too large, by bytes and not by characters', (t) => {
  t.throws(refused('x'.repeat(1_000_000)), EventRejected)
  t.throws(refused('ü'.repeat(500_000)), EventRejected)
  t.throws(
    () =>
      toWritable(
        's',
        Array.from({ length: 5000 }, () => newEvent('A', {})),
      ),
    EventRejected,
  )
  t.doesNotThrow(refused('x'.repeat(999_000)))
  t.end()
})

test('no stream is one before the first revision, and no other number is', (t) => {
  t.equal(revisionBefore('no_stream'), -1n)
  t.equal(revisionBefore(0n), 0n)
  t.throws(() => revisionBefore(-1n), { code: 'ERR_ASSERTION' })
  t.throws(() => toWritable('s', []), { code: 'ERR_ASSERTION' })
  t.end()
})
