import { getWorkSpeed, type QueuedRender, type RenderQueue, type WorkSpeed } from '@framewright/read-model'
import type { ApiDeps } from './api-deps.ts'
import { forecastQueue, type Estimate } from './forecast-queue.ts'

/** Films from before the fleet was changed say little. */
const longestMemoryMs = 7 * 24 * 3_600_000

/** What films took lately: it looks at all of them. */
export const recentSpeed = ({ database, now }: Pick<ApiDeps, 'database' | 'now'>): Promise<WorkSpeed> =>
  getWorkSpeed(database, new Date(now().getTime() - longestMemoryMs))

/** For each render of the line, by what films like it took lately, and by its own progress where it runs. */
export function estimateQueue(
  { workers, live, now }: Pick<ApiDeps, 'workers' | 'live' | 'now'>,
  { line, speed }: Pick<RenderQueue, 'line'> & { readonly speed: WorkSpeed },
): Map<string, Estimate | null> {
  const nowMs = now().getTime()

  function secondsOf(render: QueuedRender): number | null {
    const perSecond = speed.ofFormat(render) ?? (speed.ofSlot === null ? null : speed.ofSlot * render.slots)
    const seconds = perSecond === null ? null : render.work / perSecond
    if (render.status !== 'running') return seconds
    // A film of chunks is nobody's, and its parts are under way at once: what others like it took, it takes for what is left.
    if (render.shareLeft !== null) return seconds === null ? null : seconds * render.shareLeft
    const told = live.secondsLeft(render.renderId)
    if (told !== null || seconds === null || render.startedAt === null) return told
    const left = seconds - (nowMs - render.startedAt.getTime()) / 1_000
    return left > 0 ? left : null
  }

  const fleet = workers.alive().filter(({ draining }) => !draining)
  return forecastQueue(
    line.map((render) => ({ ...render, seconds: secondsOf(render) })),
    fleet,
  )
}
