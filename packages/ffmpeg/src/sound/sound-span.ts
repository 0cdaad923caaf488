import type { PlannedSoundClip, PlannedSoundSpan } from '@framewright/timeline'
import { filter, type Graph, type Stream } from '../filter-syntax.ts'
import { exactly, sides } from './sound-clip.ts'
import { withEnvelope } from './sound-envelope.ts'
import { levels } from './sound-levels.ts'

/**
 * What is heard of a sound within the span of a composition: as long as that, with silence where the sound is not, so that
 * gain and fades of the span are those of a clip. The sound begins with `startSample`.
 */
export function soundWithin(
  graph: Graph,
  sound: Stream,
  startSample: number,
  span: PlannedSoundSpan,
  sampleRateHz: number,
): Stream {
  const late = startSample - span.startSample
  const placed =
    late === 0
      ? []
      : late > 0
        ? [filter('adelay', { delays: `${late}S`, all: 1 })]
        : [filter('atrim', { start_sample: -late }), filter('asetpts', { expr: 'N' })]
  const { sampleCount, gainEnvelope } = span
  const heard = graph.chain([sound], ...placed, ...exactly(sampleCount), ...sides(span), ...levels(span))
  return gainEnvelope === undefined
    ? heard
    : withEnvelope(graph, heard, gainEnvelope, sampleCount, sampleRateHz)
}

/** Where in the film a clip is heard at most. */
export const placeOf = (clip: PlannedSoundClip): PlannedSoundSpan => clip.within?.at(-1) ?? clip

/** With all that it lies within. */
export function earlier(clip: PlannedSoundClip, samples: number): PlannedSoundClip {
  const moved = <T extends { readonly startSample: number }>(one: T): T => ({
    ...one,
    startSample: one.startSample - samples,
  })
  return { ...moved(clip), ...(clip.within === undefined ? {} : { within: clip.within.map(moved) }) }
}
