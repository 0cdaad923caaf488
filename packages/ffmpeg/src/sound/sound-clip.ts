import type { PlannedSoundClip, SoundRamp } from '@framewright/timeline'
import { decimal, filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { withEnvelope } from './sound-envelope.ts'
import { levels } from './sound-levels.ts'
import { moved, samplesOf } from './sound-motion.ts'
import { alongRamp, rampSpan } from './sound-ramp.ts'
import { placeOf, soundWithin } from './sound-span.ts'

/** A clip in its place in the film, at its level. */
export function clipSound(
  graph: Graph,
  input: Stream,
  clip: PlannedSoundClip,
  sampleRateHz: number,
  earlyMicroseconds: number,
): Stream {
  const first = Math.round((earlyMicroseconds * sampleRateHz) / 1_000_000)
  const { sampleCount, gainEnvelope, within = [] } = clip
  const { from, to } = samplesOf(clip, first, sampleRateHz)
  const sound = [
    filter('aresample', { osr: sampleRateHz, internal_sample_fmt: 's32p', async: 1 }),
    // One channel is heard from both sides as loud as it is; ffmpeg would take 3 dB away.
    ...(clip.isMono ? [filter('pan', { args: 'stereo|c0=c0|c1=c0' })] : []),
    ...(clip.downmix === undefined ? [] : mixedDown(clip.downmix)),
    filter('aformat', { sample_fmts: 'fltp', sample_rates: sampleRateHz, channel_layouts: 'stereo' }),
    filter('atrim', { start_pts: from, end_pts: to }),
    filter('asetpts', { expr: `PTS-${from}` }),
    // Sound that begins later than the picture of its file begins with silence.
    filter('aresample', { async: 1, first_pts: 0 }),
  ]
  const { motion } = clip
  const own = [...exactly(sampleCount), ...sides(clip), ...levels(clip)]
  const { startSample } = placeOf(clip)
  if (motion !== undefined && 'pieces' in motion) {
    const source = graph.chain([input], ...sound, ...exactly(to - from), ...aheadOf(motion, first - from))
    const along = alongRamp(graph, source, motion, sampleRateHz)
    return placed(graph, graph.chain([along], ...own), clip, sampleRateHz)
  }
  const run = motion === undefined ? [] : [...exactly(to - from), ...moved(motion, sampleRateHz)]
  if (gainEnvelope === undefined && within.length === 0)
    return graph.chain([input], ...sound, ...run, ...own, ...inPlace(startSample))
  return placed(graph, graph.chain([input], ...sound, ...run, ...own), clip, sampleRateHz)
}

/** Backwards, if it is; and behind silence, where a source has too little before what is heard first. */
function aheadOf(ramp: SoundRamp, before: number): Filter[] {
  const { lead, span, tail } = rampSpan(ramp)
  const turned = ramp.isReversed ? [filter('areverse'), filter('asetpts', { expr: 'N' })] : []
  const missing = ramp.isReversed ? 0 : lead - before
  return [...turned, ...inPlace(missing), ...exactly(lead + span + tail)]
}

/** With its envelope, in all that it lies within, and behind as much silence as its place asks for. */
function placed(graph: Graph, sound: Stream, clip: PlannedSoundClip, sampleRateHz: number): Stream {
  const { sampleCount, gainEnvelope, within = [] } = clip
  const { startSample } = placeOf(clip)
  let heard = sound
  if (gainEnvelope !== undefined) heard = withEnvelope(graph, heard, gainEnvelope, sampleCount, sampleRateHz)
  for (const [at, span] of within.entries())
    heard = soundWithin(graph, heard, (within[at - 1] ?? clip).startSample, span, sampleRateHz)
  return startSample === 0 ? heard : graph.chain([heard], ...inPlace(startSample))
}

/** Behind so much silence. */
export const inPlace = (startSample: number): Filter[] =>
  startSample > 0 ? [filter('adelay', { delays: `${startSample}S`, all: 1 })] : []

/** In floats: the sum may go beyond full scale, and is not cut off there. */
const mixedDown = ({ left, right }: NonNullable<PlannedSoundClip['downmix']>): Filter[] => {
  const side = (shares: readonly number[]) =>
    shares.flatMap((share, at) => (share === 0 ? [] : [`${decimal(share)}*c${at}`])).join('+') || '0*c0'
  return [
    filter('aformat', { sample_fmts: 'fltp' }),
    filter('pan', { args: `stereo|c0=${side(left)}|c1=${side(right)}` }),
  ]
}

export function sides({ channelGains }: Pick<PlannedSoundClip, 'channelGains'>): Filter[] {
  if (channelGains === undefined) return []
  const [leftOfLeft, leftOfRight, rightOfLeft, rightOfRight] = channelGains.map(decimal)
  const left = `c0=${leftOfLeft}*c0+${leftOfRight}*c1`
  const right = `c1=${rightOfLeft}*c0+${rightOfRight}*c1`
  return [filter('pan', { args: `stereo|${left}|${right}` })]
}

/** So many samples: silence behind what is too short, nothing of what is too long. */
export const exactly = (sampleCount: number): Filter[] => [
  filter('apad', { whole_len: sampleCount }),
  filter('atrim', { end_sample: sampleCount }),
  filter('asetpts', { expr: 'N' }),
]
