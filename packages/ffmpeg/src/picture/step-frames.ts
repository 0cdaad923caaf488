import type { RenderPlan } from '@framewright/timeline'
import { decimal, filter, type Filter } from '../filter-syntax.ts'
import { hold, rateText } from './picture-filters.ts'

interface Step {
  readonly frameCount: number
}

/**
 * A frame for each step, each shown for as long as it is: it is told when it begins, and repeated until the next one does.
 * So what is drawn is drawn once, however long it is seen.
 */
export function spread(plan: RenderPlan, steps: readonly Step[]): Filter[] {
  let frame = 0
  const starts = steps.map(({ frameCount }) => (frame += frameCount) - frameCount)
  const { num, den } = plan.frameRate
  return [
    // `fps` shows what comes last for no time.
    filter('tpad', { stop: 1, stop_mode: 'clone' }),
    filter('settb', { expr: `${den}/${num}` }),
    filter('setpts', { expr: stepExpression([...starts, frame]) }),
    filter('fps', { fps: rateText(plan), start_time: 0 }),
    ...hold(plan, frame),
  ]
}

/** The value of frame N, which is found by halves. */
export function stepExpression(values: readonly number[]): string {
  const within = (from: number, to: number): string => {
    if (to - from <= 1) return decimal(values[from] ?? 0)
    const middle = Math.floor((from + to) / 2)
    return `if(lt(N,${middle}),${within(from, middle)},${within(middle, to)})`
  }
  return within(0, values.length)
}
