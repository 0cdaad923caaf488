/**
 * What a fleet makes of a film of an hour: chunks are rendered here, one after the other, through the whole service, and
 * what each took is what they take in a simulation of as many workers as one likes, in the dispatcher's own order.
 */
import { strict as assert } from 'node:assert'
import { chunkStream } from '@framewright/domain'
import { openEventStore } from '@framewright/event-store'
import type { Edit, RenderEvent, VideoClip } from '@framewright/schemas'
import { quietLog } from '../support/quiet-log.ts'
import { leastSeconds, simulateFleet } from '../support/simulated-fleet.ts'
import { bunny } from './bunny.ts'
import { figure, median, type Figure } from './figures.ts'
import type { Subject } from './subject.ts'

const clipCount = 12
const clipSeconds = 5
const filmSeconds = 3_600
const mostWorkers = 100
const shareAim = 0.9
/** More than it takes (bench `latency`): from an event to the message that it leads to. */
const releaseSeconds = 0.05
const withinMs = 900_000

type Planned = Extract<RenderEvent, { type: 'RenderPlanned' }>['data']

export async function measureFleet(subject: Subject): Promise<Figure[]> {
  const { sound, pictures } = await measureChunks(subject)
  const repeats = filmSeconds / (clipCount * clipSeconds)
  // The sound is one chunk, however long the film is.
  const hour = [sound * repeats, ...Array.from({ length: repeats }, () => pictures).flat()]
  const fleets = Array.from({ length: mostWorkers }, (_, at) => {
    const workers = at + 1
    const seconds = Math.max(...simulateFleet(hour, { workers, releaseSeconds }))
    return { workers, seconds, share: leastSeconds(hour, workers) / seconds }
  })
  const least = fleets.reduce((one, other) => (other.share < one.share ? other : one))
  const [one, ten, hundred] = [fleets[0]!, fleets[9]!, fleets.at(-1)!]
  return [
    figure('a chunk of 5 s: median', median(pictures), 's'),
    figure('a chunk of 5 s: longest', Math.max(...pictures), 's'),
    figure('the sound of a minute', sound, 's'),
    figure(`an hour on one worker, ${hour.length} chunks`, one.seconds, 's'),
    figure('an hour on 10 workers: faster than on one', one.seconds / ten.seconds, '×'),
    figure('an hour on 100 workers: faster than on one', one.seconds / hundred.seconds, '×'),
    figure(`1 to 100 workers: least share of the possible, with ${least.workers}`, least.share, '', {
      atLeast: shareAim,
    }),
  ]
}

/** From claim to record, as one worker does them. */
async function measureChunks({ client, environment }: Subject) {
  const { assetId } = await client.upload(bunny)
  const watch = await client.watch('*')
  const { renderId } = await client.submit(minute(assetId), { project: 'bench' })
  await watch.untilStatus(renderId, 'completed', withinMs)
  await watch.close()
  const eventStore = await openEventStore({ url: environment['EVENT_STORE_URL']!, log: quietLog })
  try {
    const planned = (await eventStore.readStream(`render-${renderId}`)).find(
      ({ type }) => type === 'RenderPlanned',
    )!
    const { chunkFrames, hits } = planned.data as Planned
    assert(chunkFrames !== undefined && hits.length === 0, 'it is made in chunks, all of them now')
    const seconds: number[] = []
    for (const number of chunkFrames.keys()) {
      const place = { renderId, planId: planned.revision, number }
      const [claimed, rendered] = await eventStore.readStream(chunkStream(place))
      assert(rendered?.type === 'ChunkRendered', `chunk ${number} is made at the first attempt`)
      seconds.push((rendered.recordedAt.getTime() - claimed!.recordedAt.getTime()) / 1000)
    }
    const [sound, ...pictures] = seconds
    assert(chunkFrames[0] === 0 && pictures.length === clipCount, 'the sound, and a chunk for each clip')
    return { sound: sound!, pictures }
  } finally {
    await eventStore.close()
  }
}

/** Clips from all over the source, with their sound. */
function minute(asset: string): Edit {
  const clips = Array.from({ length: clipCount }, (_, at): VideoClip => ({
    ...{ type: 'video', asset, start: at * clipSeconds, duration: clipSeconds },
    in: ((at * 5) % clipCount) * 2.2,
  }))
  return {
    schemaVersion: 1,
    canvas: { width: 1280, height: 720, fps: 30 },
    tracks: [{ kind: 'video', clips }],
    outputs: [{ name: 'film', preset: 'standard' }],
  }
}
