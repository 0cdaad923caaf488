import { absentRender, evolve, isOpen, type Render } from '@framewright/domain'
import type { RenderEvent } from '@framewright/schemas'
import fc from 'fast-check'
import { test } from 'tap'
import * as chunks from '../../../test/support/chunk-facts.ts'
import * as facts from '../../../test/support/render-facts.ts'
import { backlogHistory, renderId, type BacklogHistory } from './backlog-history.ts'

/** What is done next, of all that may be done, and to which chunk. */
const step = fc.record({
  choice: fc.nat({ max: 10_000 }),
  chunk: fc.nat({ max: 100 }),
  hits: fc.array(fc.nat({ max: 4 })),
  chunkCount: fc.integer({ min: 1, max: 5 }),
  again: fc.array(fc.nat(), { maxLength: 3 }),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A render and its chunks as they are in the store: what the rows are held against. */
function world(history: BacklogHistory) {
  let render: Render = absentRender
  let events = 0
  /** Chunks of the current plan that are neither hits nor rendered. */
  let missing = new Set<number>()
  const isChunked = () => render.plan?.mode === 'chunked'

  function happen(event: RenderEvent): void {
    const revision = history.nextRevision
    render = evolve(render, event, revision)
    events += 1
    if (event.type === 'RenderPlanned' && event.data.mode === 'chunked') {
      const { chunkCount, hits } = event.data
      missing = new Set(Array.from({ length: chunkCount }, (_, number) => number))
      for (const hit of hits) missing.delete(hit)
    }
    history.render(event)
  }

  function possible({ hits, chunkCount, chunk }: Step): (() => void)[] {
    if (render.status === 'absent') return [() => happen(facts.requested())]
    if (!isOpen(render)) return [() => happen(facts.retried)]
    const attempt = render.attempt
    const onRender: RenderEvent[] =
      isChunked() && missing.size > 0
        ? [facts.planned(), facts.planned({ mode: 'chunked', chunkCount, hits }), facts.failed(attempt)]
        : render.holder === null
          ? [facts.claimed(attempt + 1)]
          : [
              facts.planned(),
              facts.planned({ mode: 'chunked', chunkCount, hits }),
              facts.attemptFailed(attempt),
              facts.handedBack(attempt),
              facts.claimed(attempt + 1),
              facts.completed(attempt),
            ]
    const number = [...missing][chunk % Math.max(1, missing.size)]!
    const planId = render.plan?.id ?? -1n
    const onChunk = [
      () => history.chunk(planId, number, chunks.chunkClaimed()),
      () => history.chunk(planId, number, chunks.chunkAttemptFailed()),
      () => history.chunk(planId, number, chunks.chunkHandedBack()),
      ...Array.from({ length: 5 }, () => () => {
        history.chunk(planId, number, chunks.chunkRendered())
        missing.delete(number)
      }),
    ].map((act) => () => {
      act()
      events += 1
    })
    return [
      ...(isChunked() && missing.size > 0 ? onChunk : []),
      ...onRender.map((event) => () => happen(event)),
      ...(chunk === 0 ? [() => happen(facts.cancelled)] : []),
    ]
  }

  return {
    act: (one: Step) => {
      const acts = possible(one)
      acts[one.choice % acts.length]!()
    },
    get events() {
      return events
    },
    /** What a backlog has to hold, and nothing else. */
    get items(): string[] {
      if (!isOpen(render)) return []
      if (render.plan === null || !isChunked()) return [`render-${renderId}`]
      const { id } = render.plan
      return missing.size === 0
        ? [`assembly-${renderId}-${id}`]
        : [...missing].map((number) => `chunk-${renderId}-${id}-${number}`)
    },
  }
}

test('in whatever order chunks end, plans change and events come again: the backlog is what there is to do', async (t) => {
  let assemblies = 0
  fc.assert(
    fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
      const history = backlogHistory()
      const real = world(history)
      const begun = new Map<string, number>()
      for (const one of steps) {
        const before = new Set(history.rows.map((row) => row.item_id))
        real.act(one)
        if (one.chunk % 2 === 0) history.release()
        const { rows } = history
        const items = rows.map((row) => row.item_id)
        if (items.sort().join() !== [...real.items].sort().join()) {
          throw new Error(`${items.join(', ')} instead of ${real.items.join(', ')}`)
        }
        for (const id of items) if (!before.has(id)) begun.set(id, (begun.get(id) ?? 0) + 1)
        for (const at of one.again) {
          // An end leaves nothing that could know what came before it.
          if (rows.length === 0) break
          history.again(at % real.events)
          if (JSON.stringify(history.rows) !== JSON.stringify(rows)) throw new Error('it came twice')
        }
      }
      for (const [id, times] of begun) {
        if (!id.startsWith('assembly-')) continue
        assemblies += 1
        if (times > 1) throw new Error(`${id} began ${times} times`)
      }
    }),
    { numRuns: 300 },
  )
  t.comment(`${assemblies} assemblies`)
  t.ok(assemblies > 100, `${assemblies} assemblies in all`)
})
