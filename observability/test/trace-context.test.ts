import { test } from 'tap'
import { childOf, inSpan, newTraceparent, traceIdOf } from '@framewright/observability'

const w3cExample = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

test('a new trace is valid, sampled and like no other', async (t) => {
  t.match(newTraceparent(), /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)
  t.not(newTraceparent(), newTraceparent())
})

test('a child keeps the trace and its flags, and has a span of its own', async (t) => {
  const child = childOf(w3cExample)
  t.match(child, /^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/)
  t.not(child, w3cExample)
  t.match(childOf(w3cExample.replace(/01$/, '00')), /-00$/)
  t.equal(traceIdOf(w3cExample), '4bf92f3577b34da6a3ce929d0e0e4736')
})

test('what is no traceparent has no child', async (t) => {
  for (const malformed of [
    '',
    'x',
    `${w3cExample}-more`,
    w3cExample.toUpperCase(),
    w3cExample.replace('00-', 'ff-'),
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-4bf92f3577b34da6a3ce929d0e0e4736-${'0'.repeat(16)}-01`,
  ]) {
    t.equal(childOf(malformed), null, malformed)
  }
  t.throws(() => traceIdOf('x'), /checked where it comes in/)
})

test('without a collector the trace is passed on all the same', async (t) => {
  t.equal(
    await inSpan('work', { traceparent: w3cExample }, async (next) => traceIdOf(next)),
    traceIdOf(w3cExample),
  )
  t.equal(await inSpan('work', { traceparent: null }, async (next) => traceIdOf(next).length), 32)
  t.equal(await inSpan('work', { traceparent: 'x' }, async (next) => traceIdOf(next).length), 32)
  await t.rejects(
    inSpan('work', { traceparent: null }, () => Promise.reject(new Error('no'))),
    { message: 'no' },
  )
})
