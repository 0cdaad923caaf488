import { test } from 'tap'
import { absentRender, evolve, foldRender, isOpen } from '@framewright/domain'
import type { RenderEvent } from '@framewright/schemas'
import {
  attemptFailed,
  cancelled,
  claimed,
  completed,
  deleted,
  failed,
  handedBack,
  planned,
  requested,
  retried,
} from '../../../test/support/render-facts.ts'

const fold = (...events: RenderEvent[]) =>
  foldRender(events.map((event, at) => ({ event, revision: BigInt(at) })))

test('each event leads to the state that the diagram shows', async (t) => {
  t.equal(fold(requested()).status, 'queued')
  t.match(fold(requested(), claimed(1)), {
    status: 'running',
    attempt: 1,
    holder: { attempt: 1, workerId: 'worker-1' },
  })
  t.match(fold(requested(), claimed(1), attemptFailed(1)), {
    status: 'retrying',
    holder: null,
    retryAt: '2026-01-01T00:00:02.000Z',
  })
  t.match(fold(requested(), claimed(1), handedBack(1)), { status: 'queued', claimsSpent: 0, holder: null })
  t.match(fold(requested(), claimed(1), completed(1)), { status: 'completed', holder: null })
  t.match(fold(requested(), claimed(1), failed(1)), { status: 'failed', holder: null })
  t.match(fold(requested(), cancelled, retried), { status: 'queued', claimsSpent: 0 })
  t.equal(fold(requested(), cancelled, deleted).status, 'deleted')
})

test("a plan's id is the revision of its event, and a plan is current only while the render is open", async (t) => {
  t.same(fold(requested(), claimed(1), planned()).plan, { id: 2n, mode: 'inline' })
  t.same(fold(requested(), claimed(1), planned(), claimed(2), planned({ attempt: 2 })).plan?.id, 4n)
  for (const end of [completed(1), failed(1), cancelled]) {
    t.equal(fold(requested(), claimed(1), planned(), end).plan, null, end.type)
  }
  t.equal(fold(requested(), claimed(1), planned(), failed(1), retried).plan, null)
})

test('the revision is that of the last event, and a gap is a bug', async (t) => {
  t.equal(absentRender.revision, -1n)
  t.equal(fold(requested(), claimed(1)).revision, 1n)
  t.throws(() => evolve(fold(requested()), claimed(1), 2n), /does not follow/)
  t.throws(() => evolve(fold(requested()), claimed(1), 0n), /does not follow/)
})

test('an event that evolve does not know is a bug, not something to skip', async (t) => {
  const unknown = { type: 'RenderEnchanted', data: {} } as unknown as RenderEvent
  t.throws(() => evolve(fold(requested()), unknown, 1n), /does not know/)
})

test('open is what is neither finished nor given up', async (t) => {
  t.ok(isOpen(fold(requested())))
  t.ok(isOpen(fold(requested(), claimed(1), attemptFailed(1))))
  t.notOk(isOpen(absentRender))
  t.notOk(isOpen(fold(requested(), cancelled)))
})
