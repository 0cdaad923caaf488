import type { PlannedSoundClip } from '@framewright/timeline'
import { rampSpan } from './sound-ramp.ts'
import { filter, type Filter } from '../filter-syntax.ts'

type Motion = Extract<PlannedSoundClip['motion'], { speed: number }>

/** `atempo` still has something in its hands when the sound ends: it is given this much more of the source, in seconds. */
const tailSeconds = 0.25

/**
 * Which samples of its source a clip is made of, from `first` on, the one at its `in`; some more than it will have, in
 * the direction in which it runs. None lies before the first of the source.
 */
export function samplesOf(
  { sampleCount, motion }: PlannedSoundClip,
  first: number,
  sampleRateHz: number,
): { readonly from: number; readonly to: number } {
  if (motion === undefined) return { from: first, to: first + sampleCount }
  if ('pieces' in motion) {
    const { lead, span, tail } = rampSpan(motion)
    const [before, behind] = motion.isReversed ? [tail, lead] : [lead, tail]
    return { from: Math.max(0, first - before), to: first + span + behind }
  }
  const { speed, isReversed } = motion
  const span = Math.ceil(sampleCount * speed)
  const tail = speed === 1 ? 0 : Math.ceil(tailSeconds * sampleRateHz * Math.max(1, speed))
  return isReversed
    ? { from: Math.max(0, first - tail), to: first + span }
    : { from: first, to: first + span + tail }
}

/** The sound as it runs, from its first sample on. */
export const moved = ({ speed, pitch, isReversed }: Motion, sampleRateHz: number): Filter[] => [
  ...(isReversed ? [filter('areverse'), filter('asetpts', { expr: 'N' })] : []),
  ...(speed === 1 ? [] : pitch === 'keep' ? temposOf(speed) : follow(speed, sampleRateHz)),
]

const follow = (speed: number, sampleRateHz: number): Filter[] => [
  // Speeds have three decimals, so this is a whole number of hertz, and the end is as exact as the beginning.
  filter('asetrate', { sample_rate: Math.round(sampleRateHz * speed) }),
  filter('aresample', { osr: sampleRateHz, internal_sample_fmt: 's32p' }),
  filter('aformat', { sample_fmts: 'fltp', sample_rates: sampleRateHz, channel_layouts: 'stereo' }),
]

/** From 0.5 to 2 `atempo` mixes what it joins; beyond, it would leave things out. */
function temposOf(speed: number): Filter[] {
  const step = Math.min(2, Math.max(0.5, speed))
  const tempo = filter('atempo', { tempo: step })
  return step === speed ? [tempo] : [tempo, ...temposOf(speed / step)]
}
