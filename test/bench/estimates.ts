/**
 * How far the estimates of a queue are from what came: films of three sizes and lengths, asked for at once after a few of
 * each were made. What was said is read right after the last was asked for, and again when half of them are done.
 */
import type { Edit, QueueView, VideoTrack } from '@framewright/schemas'
import type { ApiClient } from '../support/api-client.ts'
import { figure, median, percentile, type Figure } from './figures.ts'

const sizes = [
  { width: 640, height: 360, clips: 2 },
  { width: 1280, height: 720, clips: 3 },
  { width: 1920, height: 1080, clips: 1 },
]
const eachBefore = 2
const eachAtOnce = 6
const aim = 0.25
const longestMs = 600_000

interface Reading {
  readonly atMs: number
  readonly endsAtMs: ReadonlyMap<string, number>
}

export async function measureEstimates(client: ApiClient, edit: Edit): Promise<Figure[]> {
  const edits = sizes.map((size) => filmOf(edit, size))
  const watch = await client.watch('*')
  const submit = (one: Edit) => client.submit(one, { project: 'bench' })
  const endedAtMs = async (renderId: string) => {
    await watch.untilStatus(renderId, 'completed', longestMs)
    const { finishedAt } = await client.render(renderId)
    return Date.parse(finishedAt!)
  }

  const before = await Promise.all(Array.from({ length: eachBefore }, () => edits.map(submit)).flat())
  for (const { renderId } of before) await endedAtMs(renderId)

  const renders = await Promise.all(Array.from({ length: eachAtOnce }, () => edits.map(submit)).flat())
  const atFirst = await estimatesOf(client)
  const ends = new Map<string, number>()
  const atHalf: Reading[] = []
  const half = renders.length / 2
  await Promise.all(
    renders.map(async ({ renderId }) => {
      ends.set(renderId, await endedAtMs(renderId))
      if (ends.size === half) atHalf.push(await estimatesOf(client))
    }),
  )
  await watch.close()

  const errorsOf = ({ atMs, endsAtMs }: Reading) =>
    [...endsAtMs].flatMap(([renderId, saidMs]) => {
      const end = ends.get(renderId)
      return end === undefined || end <= atMs ? [] : [Math.abs(saidMs - end) / (end - atMs)]
    })
  const errors = errorsOf(atFirst)
  return [
    figure('films that were estimated', errors.length, '', { atLeast: renders.length }),
    figure('error of their end, against the time to it, median', median(errors), '', { atMost: aim }),
    figure('error of their end, against the time to it, p90', percentile(errors, 90), ''),
    figure('the same when half of them were done, median', median(atHalf.flatMap(errorsOf)), '', {
      atMost: aim,
    }),
  ]
}

function filmOf(edit: Edit, { width, height, clips }: (typeof sizes)[number]): Edit {
  const [track] = edit.tracks as [VideoTrack]
  const { start: _start, ...clip } = track.clips[0] as VideoTrack['clips'][number] & { start?: number }
  // One behind the other.
  const tracks = [
    { ...track, clips: Array.from({ length: clips }, () => ({ ...clip, duration: 1 })) },
  ] as Edit['tracks']
  return { ...edit, canvas: { ...edit.canvas, width, height }, tracks }
}

async function estimatesOf(client: ApiClient): Promise<Reading> {
  const atMs = Date.now()
  const { renders } = (await client.request('GET', '/renders/queue')).json<QueueView>()
  const said = renders.flatMap(({ renderId, estimate }): [string, number][] =>
    estimate === null ? [] : [[renderId, atMs + estimate.endsInSeconds * 1_000]],
  )
  return { atMs, endsAtMs: new Map(said) }
}
