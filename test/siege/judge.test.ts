import { test } from 'tap'
import {
  attemptFailed,
  chunkedPlan,
  claimed,
  completed,
  deleted,
  failed,
  handedBack,
  planned,
  requested,
  retried,
} from '../support/render-facts.ts'
import { chunkClaimed, chunkFailed, chunkRendered } from '../support/chunk-facts.ts'
import { judgeChunk, judgeRender } from './judge.ts'

const stored = (...events: readonly { type: string; data: unknown }[]) =>
  events.map((event, at) => ({ ...event, revision: BigInt(at) }))

test('a render that was completed by who claimed it last has nothing twice', (t) => {
  const verdict = judgeRender(
    stored(requested(), claimed(1), planned(), claimed(2), planned({ attempt: 2 }), completed(2)),
  )
  t.match(verdict, { ended: 'RenderCompleted', double: 0, claims: 2, due: 1, handedBack: 0, revision: 5n })
  t.equal(verdict.outputs.length, 1)
  t.end()
})

test('a second end of a run is found, and so is the completion of a claim that was taken over', (t) => {
  t.equal(judgeRender(stored(requested(), claimed(1), completed(1), completed(1))).double, 1)
  t.equal(judgeRender(stored(requested(), claimed(1), completed(1), failed(1))).double, 1)
  t.equal(judgeRender(stored(requested(), claimed(1), claimed(2), completed(1))).double, 1)
  t.equal(judgeRender(stored(requested(), claimed(1), completed(1), claimed(2))).double, 1)
  t.end()
})

test('a retry begins another run, and a delete may follow any end', (t) => {
  const verdict = judgeRender(
    stored(
      requested(),
      claimed(1),
      attemptFailed(1),
      claimed(2),
      failed(2),
      retried,
      claimed(3),
      completed(3),
      deleted,
    ),
  )
  t.match(verdict, { ended: 'RenderDeleted', double: 0, claims: 3, due: 2, failureCode: null, outputs: [] })
  t.end()
})

test('a film in chunks is claimed once to be planned and once to be assembled, and what is handed back is told', (t) => {
  const verdict = judgeRender(
    stored(requested(), claimed(1), handedBack(1), claimed(2), chunkedPlan(3), claimed(3), completed(3)),
  )
  t.match(verdict, { double: 0, claims: 3, due: 2, handedBack: 1 })
  t.end()
})

test('what has not ended says so', (t) => {
  t.equal(judgeRender(stored(requested(), claimed(1))).ended, null)
  t.equal(judgeRender([]).ended, null)
  t.end()
})

test('a chunk that ends twice is found', (t) => {
  t.same(judgeChunk(stored(chunkClaimed(1), chunkClaimed(2), chunkRendered())), {
    ...{ claims: 2, due: 1, handedBack: 0, double: 0 },
  })
  t.equal(judgeChunk(stored(chunkClaimed(1), chunkRendered(), chunkFailed())).double, 1)
  t.end()
})
