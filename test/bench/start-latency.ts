/**
 * How long it takes from the start of a POST to a running ffmpeg. The beginning is this process's clock just before the
 * request is sent; the end is the worker's clock at the `spawn` of ffmpeg, as its log has it: one machine, one clock,
 * whole milliseconds.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Edit } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'
import { eventually } from '../support/eventually.ts'
import { figure, median, percentile, type Figure } from './figures.ts'

const idleRuns = 60
const burstSize = 50
const burstWithinMs = 300_000
/** Between two idle runs: the slot is waiting again, and nothing is on its way any more. */
const settleMs = 60
const requirementMs = 1_000
const idleAimMs = 60
const burstAimMs = 200

export async function measureIdle(client: ApiClient, edit: Edit): Promise<Figure[]> {
  const watch = await client.watch('*')
  const latencies: number[] = []
  const dryRuns: number[] = []
  for (let run = 0; run < idleRuns; run += 1) {
    await delay(settleMs)
    const dryMs = performance.now()
    await client.request('POST', '/projects/bench/render?dryRun=true', { body: edit })
    dryRuns.push(performance.now() - dryMs)
    const postedAt = Date.now()
    const { renderId } = await client.submit(edit, { project: 'bench' })
    await watch.untilStatus(renderId, 'completed')
    latencies.push((await ffmpegStartedAt(client, renderId)) - postedAt)
  }
  const toSocket = watch.messages.flatMap(({ message, atMs }) =>
    message.type === 'changed' ? [performance.timeOrigin + atMs - Date.parse(message.render.updatedAt)] : [],
  )
  await watch.close()
  return [
    figure('POST to ffmpeg running, idle, p50', median(latencies), 'ms'),
    figure('POST to ffmpeg running, idle, p99', percentile(latencies, 99), 'ms', { atMost: idleAimMs }),
    figure('POST to ffmpeg running, idle, worst', Math.max(...latencies), 'ms', { atMost: requirementMs }),
    figure('baseline: a dry run of the same POST, p50', median(dryRuns), 'ms'),
    figure('event recorded to WebSocket, p50', median(toSocket), 'ms'),
    figure('event recorded to WebSocket, p99', percentile(toSocket, 99), 'ms', { atMost: 100 }),
    figure('event recorded to WebSocket, events', toSocket.length, ''),
  ]
}

/** Fifty at once. Each one's time runs from its POST, or from when a slot was free for it, whichever was later. */
export async function measureBurst(client: ApiClient, edit: Edit): Promise<Figure[]> {
  const watch = await client.watch('*')
  const posts = await Promise.all(
    Array.from({ length: burstSize }, async () => {
      const postedAt = Date.now()
      const { renderId } = await client.submit(edit, { project: 'bench' })
      return { renderId, postedAt, postMs: Date.now() - postedAt }
    }),
  )
  const runs = await Promise.all(
    posts.map(async (post) => {
      const { workerId } = await watch.untilStatus(post.renderId, 'completed', burstWithinMs)
      const events = await client.events(post.renderId)
      const completedAt = Date.parse(events.find(({ type }) => type === 'RenderCompleted')!.recordedAt)
      return { ...post, workerId, completedAt, startedAt: await ffmpegStartedAt(client, post.renderId) }
    }),
  )
  await watch.close()
  const latencies: number[] = []
  for (const workerId of new Set(runs.map((run) => run.workerId))) {
    // One slot each: it is free for the next one when it has completed the one before.
    const own = runs.filter((run) => run.workerId === workerId).sort((a, b) => a.startedAt - b.startedAt)
    for (const [at, run] of own.entries()) {
      const freeAt = own[at - 1]?.completedAt ?? run.postedAt
      latencies.push(run.startedAt - Math.max(freeAt, run.postedAt))
    }
  }
  return [
    figure('slot free to ffmpeg running, 50 at once, p50', median(latencies), 'ms'),
    figure('slot free to ffmpeg running, 50 at once, p99', percentile(latencies, 99), 'ms', {
      atMost: burstAimMs,
    }),
    figure(
      'POST answered, 50 at once, p99',
      percentile(
        posts.map(({ postMs }) => postMs),
        99,
      ),
      'ms',
      {
        atMost: requirementMs,
      },
    ),
  ]
}

async function ffmpegStartedAt(client: ApiClient, renderId: string): Promise<number> {
  return eventually(async () => {
    const { bytes } = await client.request('GET', `/renders/${renderId}/logs`)
    const line = bytes
      .toString()
      .split('\n')
      .find((text) => text.includes('"ffmpeg runs"'))
    if (line === undefined) throw new Error(`the log of ${renderId} does not say when ffmpeg ran`)
    return Date.parse((JSON.parse(line) as { time: string }).time)
  })
}
