import type { PlannedSound, PlannedSoundClip, RenderPlan } from '@framewright/timeline'
import { filter, openGraph, type Filter, type Graph, type Stream } from './filter-syntax.ts'
import { demuxerIn, seekPoint, type Input } from './input-args.ts'
import { scalerFlags } from './picture-filters.ts'
import { levels } from './sound-levels.ts'
import { moved, samplesOf } from './sound-motion.ts'

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

function clipSound(
  graph: Graph,
  input: Stream,
  clip: PlannedSoundClip,
  sampleRateHz: number,
  earlyMicroseconds: number,
): Stream {
  const first = Math.round((earlyMicroseconds * sampleRateHz) / 1_000_000)
  const { sampleCount, startSample } = clip
  const { from, to } = samplesOf(clip, first, sampleRateHz)
  return graph.chain(
    [input],
    filter('aresample', { osr: sampleRateHz, internal_sample_fmt: 's32p', async: 1 }),
    // One channel is heard from both sides as loud as it is; ffmpeg would take 3 dB away.
    ...(clip.isMono ? [filter('pan', { args: 'stereo|c0=c0|c1=c0' })] : []),
    filter('aformat', { sample_fmts: 'fltp', sample_rates: sampleRateHz, channel_layouts: 'stereo' }),
    filter('atrim', { start_pts: from, end_pts: to }),
    filter('asetpts', { expr: `PTS-${from}` }),
    // Sound that begins later than the picture of its file begins with silence.
    filter('aresample', { async: 1, first_pts: 0 }),
    ...(clip.motion === undefined ? [] : [...exactly(to - from), ...moved(clip.motion, sampleRateHz)]),
    ...exactly(sampleCount),
    ...levels(clip),
    ...(startSample > 0 ? [filter('adelay', { delays: `${startSample}S`, all: 1 })] : []),
  )
}

/** So many samples: silence behind what is too short, nothing of what is too long. */
const exactly = (sampleCount: number): Filter[] => [
  filter('apad', { whole_len: sampleCount }),
  filter('atrim', { end_sample: sampleCount }),
  filter('asetpts', { expr: 'N' }),
]
