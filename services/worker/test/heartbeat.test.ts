import assert from 'node:assert/strict'
import { test, type Test } from 'tap'
import { eventually } from '../../../test/support/eventually.ts'
import { quietLog } from '../../../test/support/quiet-log.ts'
import type { Standing } from '../src/claim.ts'
import { startHeartbeat, type Heartbeat } from '../src/heartbeat.ts'

interface Heard {
  looks: number
  beats: number
  stalls: number
  lost: Standing[]
}

function withHeartbeat(
  t: Test,
  { look, beatMs, stallMs }: { look: () => Promise<Standing>; beatMs: number; stallMs: number },
): { heartbeat: Heartbeat; heard: Heard } {
  const heard: Heard = { looks: 0, beats: 0, stalls: 0, lost: [] }
  const heartbeat = startHeartbeat({
    claim: {
      look: () => {
        heard.looks += 1
        return look()
      },
    },
    working: () => (heard.beats += 1),
    onLost: (standing) => heard.lost.push(standing),
    onStalled: () => (heard.stalls += 1),
    timings: { beatMs, stallMs },
    log: quietLog,
  })
  t.teardown(() => heartbeat.stop())
  return { heartbeat, heard }
}

/** Time, as a heartbeat sees it. */
async function whileAnotherBeats(t: Test, times: number): Promise<void> {
  const { heartbeat, heard } = withHeartbeat(t, { look: async () => 'held', beatMs: 20, stallMs: 60_000 })
  await eventually(() => assert.ok(heard.beats >= times, 'not yet'))
  heartbeat.stop()
}

test('each beat follows a look that has found the claim standing', async (t) => {
  const { heard } = withHeartbeat(t, { look: async () => 'held', beatMs: 20, stallMs: 60_000 })
  await eventually(() => assert.ok(heard.beats >= 3, 'not yet'))
  t.ok(heard.looks >= heard.beats)
})

test('a claim that is gone is told once, and nothing beats after that', async (t) => {
  const { heartbeat, heard } = withHeartbeat(t, { look: async () => 'taken', beatMs: 20, stallMs: 60_000 })
  await eventually(() => assert.deepEqual(heard.lost, ['taken']))
  heartbeat.lookNow()
  const { looks } = heard
  await whileAnotherBeats(t, 5)
  t.match(heard, { lost: ['taken'], beats: 0, looks })
})

test('a look that gets no answer neither beats nor ends the work', async (t) => {
  const look = () => Promise.reject<Standing>(new Error('no answer'))
  const { heard } = withHeartbeat(t, { look, beatMs: 20, stallMs: 100 })
  await eventually(() => assert.ok(heard.looks >= 20, 'not yet'))
  t.match(heard, { beats: 0, lost: [], stalls: 0 })
})

test('work without progress is stalled, and only once', async (t) => {
  const { heard } = withHeartbeat(t, { look: async () => 'held', beatMs: 20, stallMs: 200 })
  await eventually(() => assert.equal(heard.stalls, 1))
  const { beats } = heard
  t.ok(beats > 0, 'it beats while its last progress is young enough')
  await whileAnotherBeats(t, 15)
  t.match(heard, { stalls: 1, beats })
})

test('progress keeps work alive, and so does a step that may take its time', async (t) => {
  const { heartbeat, heard } = withHeartbeat(t, { look: async () => 'held', beatMs: 20, stallMs: 200 })
  for (let beats = 3; beats <= 30; beats += 3) {
    await eventually(() => assert.ok(heard.beats >= beats, 'not yet'))
    heartbeat.progressed()
  }
  t.equal(heard.stalls, 0)
  heartbeat.allow(600)
  heartbeat.progressed()
  const { beats } = heard
  await eventually(() => assert.equal(heard.stalls, 1))
  t.ok(heard.beats - beats > 15, 'progress in between does not take away what was allowed')
})

test('time in which the process itself did not run does not count against the work', async (t) => {
  const { heartbeat, heard } = withHeartbeat(t, { look: async () => 'held', beatMs: 1_000, stallMs: 400 })
  const until = performance.now() + 600
  while (performance.now() < until);
  const { looks } = heard
  heartbeat.lookNow()
  await eventually(() => assert.ok(heard.looks > looks, 'not yet'))
  t.equal(heard.stalls, 0)
  heartbeat.progressed()
})

test('who is told to look while a look is under way looks again: that one may have read too early', async (t) => {
  const answers: ((standing: Standing) => void)[] = []
  const look = () => new Promise<Standing>((resolve) => answers.push(resolve))
  const { heartbeat, heard } = withHeartbeat(t, { look, beatMs: 60_000, stallMs: 60_000 })
  heartbeat.lookNow()
  heartbeat.lookNow()
  heartbeat.lookNow()
  t.equal(answers.length, 1)
  answers[0]!('held')
  await eventually(() => assert.equal(answers.length, 2))
  answers[1]!('finished')
  await eventually(() => assert.deepEqual(heard.lost, ['finished']))
})
