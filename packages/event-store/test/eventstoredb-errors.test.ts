import { ErrorType } from '@eventstore/db-client'
import { test } from 'tap'
import { EventRejected, EventStoreUnavailable, StreamConflict } from '../src/errors.ts'
import { isMissingStream, toFault } from '../src/eventstoredb-errors.ts'
import { parsePosition, positionText } from '../src/eventstoredb-events.ts'

/** What the client throws: its own errors have a `type`, those of the transport under it only a `code`, if that. */
const thrown = (properties: { type?: string; code?: number }, message = '') =>
  Object.assign(new Error(message), properties)

test('a conflict is told by its type: its message is empty', (t) => {
  const fault = toFault(thrown({ type: ErrorType.WRONG_EXPECTED_VERSION }), 'render-1')
  t.ok(fault instanceof StreamConflict)
  t.match(fault, { stream: 'render-1', cause: { type: 'wrong-expected-version' } })
  t.end()
})

test('what can never be stored is rejected for good', (t) => {
  const forGood = [
    { type: ErrorType.STREAM_DELETED },
    { type: ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED },
    { type: ErrorType.UNKNOWN, code: 3 },
    { code: 3 },
  ]
  for (const error of forGood) t.ok(toFault(thrown(error), 'render-1') instanceof EventRejected)
  t.end()
})

test('all else may have been stored: of a lost server, of a lost leader, of a phase that timed out, or of nothing known', (t) => {
  const unknown = [
    { type: ErrorType.UNAVAILABLE, code: 14 },
    // The first call against a dead server: from the transport, without a type.
    { code: 14 },
    { type: ErrorType.NOT_LEADER, code: 5 },
    { type: ErrorType.TIMEOUT, code: 10 },
    { type: ErrorType.DEADLINE_EXCEEDED, code: 4 },
    { type: ErrorType.CANCELLED, code: 1 },
    { type: ErrorType.UNKNOWN, code: 2 },
    {},
  ]
  for (const error of unknown) t.ok(toFault(thrown(error), 'render-1') instanceof EventStoreUnavailable)
  t.match(toFault('gone', 'render-1'), { message: 'EventStoreDB is unavailable: gone' })
  t.match(toFault(thrown({ type: ErrorType.TIMEOUT }), 'render-1'), { message: /unavailable: timeout/ })
  const own = new EventStoreUnavailable('no answer in time')
  t.equal(toFault(own, 'render-1'), own)
  t.end()
})

test('a stream that is not there, or not any more, is empty', (t) => {
  t.ok(isMissingStream(thrown({ type: ErrorType.STREAM_NOT_FOUND })))
  t.ok(isMissingStream(thrown({ type: ErrorType.STREAM_DELETED })))
  t.notOk(isMissingStream(thrown({ type: ErrorType.NO_STREAM })))
  t.notOk(isMissingStream('stream-not-found'))
  t.end()
})

test('a position is its two numbers, and nothing else is one', (t) => {
  const position = { commit: 9_007_199_254_740_993n, prepare: 12n }
  t.strictSame(parsePosition(positionText(position)), position)
  for (const text of ['', '1', '1:', ':1', '-1:1', '1:1:1', '1:1 ', '0x1:1', `${'9'.repeat(20)}:1`]) {
    t.throws(() => parsePosition(text), { code: 'POSITION_INVALID', position: text })
  }
  t.end()
})
