/**
 * A minute of film in chunks, all of it in one run: made in one piece and in chunks, by one worker and by two; and made again
 * after a change, beside how much less there was to be rendered.
 */
import { strict as assert } from 'node:assert'
import type { Edit, RenderEvent } from '@framewright/schemas'
import { bunny } from './bunny.ts'
import { figure, median, type Figure } from './figures.ts'
import { inChunks, inOnePiece, minutePlan } from './in-pieces.ts'
import { minuteFilm, type FilmChanges } from './minute-film.ts'
import type { Subject } from './subject.ts'

type Planned = Extract<RenderEvent, { type: 'RenderPlanned' }>['data']

/** Each change is made so often, to something else each time. */
const exports = 3
const costAim = 1.05
const withinMs = 900_000

interface Change {
  readonly name: string
  readonly to: (time: number) => FilmChanges
  readonly atLeast: number
}

const changes: readonly Change[] = [
  { name: 'a caption', to: (time) => ({ caption: `Other words, ${time}` }), atLeast: 8 },
  // From all over the source: a place may be twice as dear to encode as another.
  { name: '2 s at the front', to: (time) => ({ insertedFrom: 2 + 10 * (time % 3) }), atLeast: 12 },
  { name: 'a colour', to: (time) => ({ saturation: 0.4 + time / 10 }), atLeast: 8 },
  { name: 'nothing', to: () => ({}), atLeast: 8 },
]

interface Rendered {
  readonly seconds: number
  readonly frameCount: number
  /** Of those, how many were no hits of the cache. */
  readonly renderedFrames: number
}

export async function measureChunks(
  { one, two }: Readonly<Record<'one' | 'two', Subject>>,
  tell: (title: string, found: readonly Figure[]) => void,
): Promise<void> {
  const plan = await minutePlan()
  const whole = await inOnePiece(plan)
  const chunked = await inChunks(plan)
  const byOne = await openExport(one)
  const first = await byOne.render({})
  const byTwo = await openExport(two)
  const firstByTwo = await byTwo.render({})
  await byTwo.close()
  tell('A minute of film in chunks', [
    figure('baseline: in one piece', whole, 's'),
    figure('in chunks, one after the other, to one piece', chunked / whole, '', { atMost: costAim }),
    figure('by one worker, from POST to news, to one piece', first.seconds / whole, '', { atMost: costAim }),
    figure('by two workers, from POST to news, to one piece', firstByTwo.seconds / whole, ''),
  ])

  const found: Figure[] = []
  for (const change of changes) {
    const again: Rendered[] = []
    for (let time = 0; time < exports; time += 1) again.push(await byOne.render(change.to(time)))
    found.push(...comparedWith(first, change, again))
  }
  await byOne.close()
  tell('That film again, with something changed', found)
}

async function openExport({ client }: Subject) {
  const { assetId } = await client.upload(bunny)
  const watch = await client.watch('*')

  async function render(edit: Edit): Promise<Rendered> {
    const startedMs = performance.now()
    const { renderId } = await client.submit(edit, { project: 'bench' })
    await watch.untilStatus(renderId, 'completed', withinMs)
    const seconds = (performance.now() - startedMs) / 1000
    const events = await client.events(renderId)
    const planned = events.findLast(({ type }) => type === 'RenderPlanned')!
    const { chunkFrames, hits, frameCount } = planned.data as Planned
    assert(chunkFrames !== undefined, 'it is made in chunks')
    const rendered = chunkFrames.filter((_, number) => !hits.includes(number))
    return { seconds, frameCount, renderedFrames: rendered.reduce((sum, frames) => sum + frames, 0) }
  }

  return {
    render: (changes: FilmChanges) => render(minuteFilm(assetId, changes)),
    close: () => watch.close(),
  }
}

function comparedWith(first: Rendered, { name, atLeast }: Change, again: readonly Rendered[]): Figure[] {
  assert.equal(first.renderedFrames, first.frameCount, 'nothing of it was there before')
  const seconds = median(again.map((one) => one.seconds))
  const { frameCount, renderedFrames } = again[0]!
  return [
    figure(`${name}: rendered again, median`, seconds, 's'),
    figure(`${name}: the first time to that`, first.seconds / seconds, '', { atLeast }),
    // Where there are none, nothing bounds it.
    renderedFrames === 0
      ? figure(`${name}: frames that changed`, renderedFrames, '', { atMost: 0 })
      : figure(`${name}: bound, frames in all to changed`, frameCount / renderedFrames, ''),
  ]
}
