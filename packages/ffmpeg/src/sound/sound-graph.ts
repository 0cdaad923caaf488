import type { PlannedDucking, PlannedSound, RenderPlan } from '@framewright/timeline'
import { filter, openGraph, type Graph, type Stream } from '../filter-syntax.ts'
import { demuxerIn, seekPoint, type Input } from '../input-args.ts'
import { scalerFlags } from '../picture/picture-filters.ts'
import { clipSound, exactly } from './sound-clip.ts'
import { ducked } from './sound-ducking.ts'

export interface SoundGraph {
  readonly text: string
  readonly inputs: readonly Input[]
  /** What the mix is made into. */
  readonly outputs: readonly Stream[]
}

/**
 * Every clip is made exactly as many samples long as the plan says, put behind as much silence as its place asks for,
 * and added up. Nothing is normalised: what is alone keeps its level when something else joins it.
 */
export function soundGraph(
  plan: RenderPlan,
  sound: PlannedSound,
  finish: (graph: Graph, mix: Stream) => Stream[],
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
    return clipSound(graph, graph.input(at, `a:${clip.stream ?? 0}`), clip, sound.sampleRateHz, early)
  })
  const heard = sound.ducking === undefined ? clips : withDucking(graph, clips, sound, sound.ducking)
  const outputs = finish(graph, mixed(graph, heard, sound))
  return { text: graph.text(), inputs, outputs }
}

function mixed(graph: Graph, sounds: readonly Stream[], { sampleCount }: PlannedSound): Stream {
  return graph.chain(
    sounds,
    ...(sounds.length === 1
      ? []
      : [
          filter('amix', { inputs: sounds.length, duration: 'longest', dropout_transition: 0, normalize: 0 }),
        ]),
    ...exactly(sampleCount),
  )
}

/** What is to be added up: all music as one sound that goes down, all voices as one, and everything else as it is. */
function withDucking(
  graph: Graph,
  clips: readonly Stream[],
  sound: PlannedSound,
  ducking: PlannedDucking,
): Stream[] {
  const withRole = (role: string) => clips.filter((_, at) => sound.clips[at]?.role === role)
  const [music, voices] = [withRole('music'), withRole('voice')]
  const others = clips.filter((clip) => !music.includes(clip) && !voices.includes(clip))
  const [voice, key] = graph.split(mixed(graph, voices, sound), 2, 'audio') as [Stream, Stream]
  return [ducked(graph, mixed(graph, music, sound), key, ducking, sound), voice, ...others]
}
