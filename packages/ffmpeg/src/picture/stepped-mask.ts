import { maskDrawing, type RenderPlan, type SteppedMask } from '@framewright/timeline'
import { drawnSequence, straightened, type DrawingBoard } from './drawn-picture.ts'
import { blurFilters } from '../effects/effect-blur.ts'
import { filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { cut, onGrid } from './picture-filters.ts'
import { spread } from './step-frames.ts'

export const steppedInput = (board: DrawingBoard, mask: SteppedMask): Stream =>
  drawnSequence(
    board,
    mask.steps.map(({ outline }) => maskDrawing(mask, outline)),
  )

/** A picture with the mask as its alpha for each frame of a clip; each step of it is drawn and blurred once. */
export function steppedPicture(
  graph: Graph,
  plan: RenderPlan,
  { steps }: SteppedMask,
  input: Stream,
  pixelFormat: string,
  inverted: readonly Filter[],
): Stream {
  const drawn = graph.chain(
    [input],
    ...onGrid(plan),
    ...straightened(plan),
    filter('format', { pix_fmts: pixelFormat.replace('10le', '') }),
    filter('format', { pix_fmts: pixelFormat }),
  )
  const runs = runsOf(steps)
  const parts = graph.split(drawn, runs.length, 'video').map((copy, at) => {
    const { from = 0, to = 0, sigma } = runs[at] ?? {}
    const blurred = sigma === undefined ? [] : blurFilters({ type: 'blur', sigma }, pixelFormat)
    return runs.length === 1 && blurred.length === 0
      ? copy
      : graph.chain([copy], ...cut(plan, from, to), ...blurred)
  })
  const [only] = parts
  const soft =
    parts.length === 1 && only !== undefined
      ? only
      : graph.chain(parts, filter('concat', { n: parts.length, v: 1, a: 0 }), ...onGrid(plan))
  return graph.chain([soft], ...inverted, ...spread(plan, steps))
}

interface Run {
  readonly from: number
  readonly to: number
  readonly sigma: number | undefined
}

/** Steps after each other that are as soft as each other. */
function runsOf(steps: SteppedMask['steps']): Run[] {
  const runs: Run[] = []
  for (const [at, { sigma }] of steps.entries()) {
    const last = runs.at(-1)
    if (last !== undefined && last.sigma === sigma) runs.splice(-1, 1, { ...last, to: at + 1 })
    else runs.push({ from: at, to: at + 1, sigma })
  }
  return runs
}
