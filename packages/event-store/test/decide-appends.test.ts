import { test } from 'tap'
import { decideAppends, type Append, type Place } from '../src/decide-appends.ts'

const event = (id: string) => ({ id, type: 'A', data: '{}', metadata: '{}' })
const append = (stream: string, before: bigint, ...ids: string[]): Append => ({
  stream,
  before,
  events: ids.map(event),
})

/** A stream as it is stored: its ids, in order from revision 0. */
function stored(...streams: [stream: string, ...ids: string[]][]) {
  const heads = new Map<string, bigint>()
  const places = new Map<string, Place>()
  for (const [stream, ...ids] of streams) {
    heads.set(stream, BigInt(ids.length - 1))
    for (const [at, id] of ids.entries()) places.set(id, { stream, revision: BigInt(at) })
  }
  return { heads, places }
}

const nothing = stored()

test('an append to a stream that is not there begins it at revision 0', (t) => {
  const { verdicts, rows } = decideAppends([append('s', -1n, 'a', 'b')], nothing)
  t.strictSame(verdicts, [{ kind: 'stored', revision: 1n }])
  t.strictSame(
    rows.map(({ stream, revision, id }) => [stream, revision, id]),
    [
      ['s', 0n, 'a'],
      ['s', 1n, 'b'],
    ],
  )
  t.end()
})

test('an append goes on where the stream ends, and nowhere else', (t) => {
  const store = stored(['s', 'a', 'b'])
  t.strictSame(decideAppends([append('s', 1n, 'c')], store).verdicts, [{ kind: 'stored', revision: 2n }])
  for (const before of [-1n, 0n, 2n, 9n]) {
    const { verdicts, rows } = decideAppends([append('s', before, 'c')], store)
    t.strictSame(verdicts, [{ kind: 'conflict' }])
    t.strictSame(rows, [])
  }
  t.end()
})

test('the repeat of an append is told what the first was told, however far the stream went on', (t) => {
  const store = stored(['s', 'a', 'b', 'c', 'd'])
  const { verdicts, rows } = decideAppends([append('s', -1n, 'a', 'b'), append('s', 1n, 'c')], store)
  t.strictSame(verdicts, [
    { kind: 'stored', revision: 1n },
    { kind: 'stored', revision: 2n },
  ])
  t.strictSame(rows, [])
  t.end()
})

test('an append that only begins like a stored one is a conflict', (t) => {
  const store = stored(['s', 'a', 'b'])
  t.strictSame(decideAppends([append('s', -1n, 'a', 'x')], store).verdicts, [{ kind: 'conflict' }])
  t.strictSame(decideAppends([append('s', -1n, 'a', 'b', 'x')], store).verdicts, [{ kind: 'conflict' }])
  t.end()
})

test('an id that is somewhere else already is refused by name', (t) => {
  const store = stored(['s', 'a', 'b'], ['other', 'o'])
  const refused = (append: Append) => decideAppends([append], store)
  t.strictSame(refused(append('s', 1n, 'a')).verdicts, [{ kind: 'elsewhere', id: 'a' }])
  t.strictSame(refused(append('s', 1n, 'c', 'o')).verdicts, [{ kind: 'elsewhere', id: 'o' }])
  t.strictSame(refused(append('new', -1n, 'a')).verdicts, [{ kind: 'elsewhere', id: 'a' }])
  t.strictSame(refused(append('s', -1n, 'b', 'a')).verdicts, [{ kind: 'elsewhere', id: 'b' }])
  t.strictSame(refused(append('s', 1n, 'c', 'o')).rows, [])
  t.end()
})

test('appends of one group see what those before them have added', (t) => {
  const { verdicts, rows } = decideAppends(
    [append('s', -1n, 'a'), append('s', 0n, 'b'), append('s', -1n, 'x'), append('s', 1n, 'c')],
    nothing,
  )
  t.strictSame(verdicts, [
    { kind: 'stored', revision: 0n },
    { kind: 'stored', revision: 1n },
    { kind: 'conflict' },
    { kind: 'stored', revision: 2n },
  ])
  t.strictSame(
    rows.map(({ id }) => id),
    ['a', 'b', 'c'],
  )
  t.end()
})

test('an append that comes twice in one group is stored once', (t) => {
  const { verdicts, rows } = decideAppends([append('s', -1n, 'a'), append('s', -1n, 'a')], nothing)
  t.strictSame(verdicts, [
    { kind: 'stored', revision: 0n },
    { kind: 'stored', revision: 0n },
  ])
  t.equal(rows.length, 1)
  t.end()
})

test('an append that is refused leaves its ids and its stream to the others', (t) => {
  const { verdicts } = decideAppends(
    [append('s', 5n, 'a'), append('t', -1n, 'a'), append('s', -1n, 'b')],
    nothing,
  )
  t.strictSame(verdicts, [
    { kind: 'conflict' },
    { kind: 'stored', revision: 0n },
    { kind: 'stored', revision: 0n },
  ])
  t.end()
})
