import type { PlannedSound, RenderPlan } from '@framewright/timeline'
import { filter, openGraph, type Stream } from './filter-syntax.ts'
import { demuxerIn, seekPoint, type Input } from './input-args.ts'
import { scalerFlags } from './picture-filters.ts'
import { clipSound, exactly } from './sound-clip.ts'

export interface SoundGraph {
  readonly text: string
  readonly inputs: readonly Input[]
  /** The mix, as often as it is wanted. */
  readonly outputs: readonly Stream[]
}

/**
 * Every clip is made exactly as many samples long as the plan says, put behind as much silence as its place asks for,
 * and added up. Nothing is normalised: what is alone keeps its level when something else joins it.
 */
export function soundGraph(
  plan: RenderPlan,
  sound: PlannedSound,
  outputCount: number,
  sourcePath: (sha256: string) => string,
): SoundGraph {
  const graph = openGraph(scalerFlags)
  const inputs = sound.clips.map(({ sha256, inMicroseconds }): Input => {
    const demuxer = demuxerIn(plan, sha256)
    const seekMicroseconds = seekPoint(inMicroseconds, demuxer)
    return { path: sourcePath(sha256), demuxer, seekMicroseconds, decoderThreads: 1, of: 'sound' }
  })
  const clips = sound.clips.map((clip, at) => {
    const early = clip.inMicroseconds - (inputs[at]?.seekMicroseconds ?? 0)
    return clipSound(graph, graph.input(at, 'a:0'), clip, sound.sampleRateHz, early)
  })
  const mix = graph.chain(
    clips,
    ...(clips.length === 1
      ? []
      : [filter('amix', { inputs: clips.length, duration: 'longest', dropout_transition: 0, normalize: 0 })]),
    ...exactly(sound.sampleCount),
  )
  const outputs = graph.split(mix, outputCount, 'audio')
  return { text: graph.text(), inputs, outputs }
}
