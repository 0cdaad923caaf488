import type { PlannedDucking, PlannedSound, PlannedSoundClip, RenderPlan } from '@framewright/timeline'
import { filter, openGraph, type Graph, type Stream } from '../filter-syntax.ts'
import { demuxerIn, seekPoint, type Input } from '../input-args.ts'
import { scalerFlags } from '../picture/picture-filters.ts'
import { clipSound, exactly, inPlace } from './sound-clip.ts'
import { ducked } from './sound-ducking.ts'
import type { SoundMix } from './sound-mixes.ts'

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
  const clips = sound.clips.map((clip, at): Heard => {
    const early = clip.inMicroseconds - (inputs[at]?.seekMicroseconds ?? 0)
    const input = graph.input(at, `a:${clip.stream ?? 0}`)
    return { role: clip.role, stream: clipSound(graph, input, clip, sound.sampleRateHz, early) }
  })
  const outputs = finish(graph, summed(graph, clips, sound))
  return { text: graph.text(), inputs, outputs }
}

/** The same of clips that have been added up in groups before. */
export function mixGraph(
  mixes: readonly SoundMix[],
  sound: PlannedSound,
  finish: (graph: Graph, mix: Stream) => Stream[],
): SoundGraph {
  const graph = openGraph(scalerFlags)
  const inputs = mixes.map(({ path }): Input => ({
    path,
    demuxer: 'w64',
    seekMicroseconds: 0,
    decoderThreads: 1,
    of: 'sound',
  }))
  const heard = mixes.map(({ role, startSample }, at): Heard => {
    const floats = filter('aformat', { sample_fmts: 'fltp' })
    return { role, stream: graph.chain([graph.input(at, 'a:0')], floats, ...inPlace(startSample)) }
  })
  const outputs = finish(graph, summed(graph, heard, sound))
  return { text: graph.text(), inputs, outputs }
}

interface Heard {
  readonly role: PlannedSoundClip['role']
  readonly stream: Stream
}

function summed(graph: Graph, heard: readonly Heard[], sound: PlannedSound): Stream {
  const streams =
    sound.ducking === undefined
      ? heard.map(({ stream }) => stream)
      : withDucking(graph, heard, sound, sound.ducking)
  return mixed(graph, streams, sound)
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
  heard: readonly Heard[],
  sound: PlannedSound,
  ducking: PlannedDucking,
): Stream[] {
  const withRole = (...roles: Heard['role'][]) =>
    heard.filter(({ role }) => roles.includes(role)).map(({ stream }) => stream)
  const [music, voices, others] = [withRole('music'), withRole('voice'), withRole('sfx', undefined)]
  const [voice, key] = graph.split(mixed(graph, voices, sound), 2, 'audio') as [Stream, Stream]
  return [ducked(graph, mixed(graph, music, sound), key, ducking, sound), voice, ...others]
}
