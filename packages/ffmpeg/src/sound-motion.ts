import type { PlannedSoundClip } from '@framewright/timeline'
import { filter, type Filter } from './filter-syntax.ts'

type Motion = NonNullable<PlannedSoundClip['motion']>

/** `atempo` still has something in its hands when the sound ends: it is given this much more of the source, in seconds. */
const tailSeconds = 0.25

/** How many samples of its source a clip is made of, more than enough. */
export function samplesIn({ sampleCount, motion }: PlannedSoundClip, sampleRateHz: number): number {
  if (motion === undefined) return sampleCount
  const { speed } = motion
  return Math.ceil(sampleCount * speed + tailSeconds * sampleRateHz * Math.max(1, speed))
}

/** The sound at its speed, from its first sample on. */
export function moved(motion: Motion | undefined, sampleRateHz: number): Filter[] {
  if (motion === undefined) return []
  return motion.pitch === 'keep'
    ? temposOf(motion.speed).map((tempo) => filter('atempo', { tempo }))
    : [
        // Speeds have three decimals, so this is a whole number of hertz, and the end is as exact as the beginning.
        filter('asetrate', { sample_rate: Math.round(sampleRateHz * motion.speed) }),
        filter('aresample', { osr: sampleRateHz, internal_sample_fmt: 's32p' }),
        filter('aformat', { sample_fmts: 'fltp', sample_rates: sampleRateHz, channel_layouts: 'stereo' }),
      ]
}

/** From 0.5 to 2 `atempo` mixes what it joins; beyond, it would leave things out. */
function temposOf(speed: number): number[] {
  if (speed > 2) return [2, ...temposOf(speed / 2)]
  return speed < 0.5 ? [0.5, ...temposOf(speed / 0.5)] : [speed]
}
