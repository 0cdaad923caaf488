import { getWorkSpeed, type QueuedRender, type RenderQueue } from '@framewright/read-model'
import type { ApiDeps } from './api-deps.ts'
import { forecastQueue, type Estimate } from './forecast-queue.ts'

/** Films from before the fleet was changed say little. */
const longestMemoryMs = 7 * 24 * 3_600_000

/** For each render of the line, by what films like it took lately, and by its own progress where it runs. */
export async function estimateQueue(
  { database, workers, live, now }: Pick<ApiDeps, 'database' | 'workers' | 'live' | 'now'>,
  { line }: Pick<RenderQueue, 'line'>,
): Promise<Map<string, Estimate | null>> {
  const nowMs = now().getTime()
  const speed = await getWorkSpeed(database, new Date(nowMs - longestMemoryMs))

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
