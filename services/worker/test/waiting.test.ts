import { EventRejected, EventStoreUnavailable } from '@framewright/event-store'
import { test } from 'tap'
import { quietLog } from '../../../test/support/quiet-log.ts'
import { allOrAbort } from '../src/all-or-abort.ts'
import { OutcomeUnrecorded } from '../src/errors.ts'
import { performWithin } from '../src/perform-within.ts'
import { untilAnswered } from '../src/until-answered.ts'
import type { Work } from '../src/work-item.ts'

const never = new AbortController().signal

test('a call without an answer is repeated until there is one', async (t) => {
  let calls = 0
  const call = async () => {
    calls += 1
    if (calls < 3) throw new EventStoreUnavailable('silence')
    return 'answer'
  }
  t.equal(await untilAnswered(call, { giveUp: never, log: quietLog }), 'answer')
  t.equal(calls, 3)
})

test('an answer that is no is an answer', async (t) => {
  const call = () => Promise.reject<string>(new EventRejected('never'))
  await t.rejects(untilAnswered(call, { giveUp: never, log: quietLog }), { code: 'EVENT_REJECTED' })
})

test('a worker that is to exit gives up, and says that it does not know the outcome', async (t) => {
  const giveUp = new AbortController()
  const call = async () => {
    giveUp.abort()
    throw new EventStoreUnavailable('silence')
  }
  const error = await untilAnswered(call, { giveUp: giveUp.signal, log: quietLog }).catch(
    (thrown: unknown) => thrown,
  )
  t.ok(error instanceof OutcomeUnrecorded)
  t.match(error, { cause: { code: 'EVENT_STORE_UNAVAILABLE' } })
})

test('of several tasks the first that fails ends the others, and is thrown when they have ended', async (t) => {
  const ended: string[] = []
  const failing = async () => {
    throw new Error('first')
  }
  const slow = async (signal: AbortSignal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    ended.push('slow')
    throw new Error('second')
  }
  await t.rejects(allOrAbort(never, [slow, failing]), { message: 'first' })
  t.strictSame(ended, ['slow'])
  t.strictSame(await allOrAbort(never, [async () => 1, async () => 2]), [1, 2])
})

test('work that does not end when it is told to is abandoned, and what it makes later is discarded', async (t) => {
  let finish: (work: Work) => void = () => {}
  const performing = new Promise<Work>((resolve) => (finish = resolve))
  const ending = new AbortController()
  const waiting = performWithin(performing, ending.signal, 20)
  ending.abort()
  await t.rejects(waiting, { message: /did not end within 20 ms/ })
  const discarded = new Promise<void>((resolve) => {
    finish({
      result: { kind: 'files', outputs: [] },
      discard: async () => resolve(),
    })
  })
  await discarded
})

test('work that ends in time is what it is, told to end or not', async (t) => {
  const work: Work = { result: { kind: 'files', outputs: [] }, discard: async () => {} }
  t.equal(await performWithin(Promise.resolve(work), never, 20), work)
  const ending = new AbortController()
  ending.abort()
  t.equal(await performWithin(Promise.resolve(work), ending.signal, 20), work)
  await t.rejects(performWithin(Promise.reject(new Error('boom')), never, 20), { message: 'boom' })
})
