import type { PlannedSoundClip, PlannedSoundSpan } from '@framewright/timeline'
import { filter, type Filter } from '../filter-syntax.ts'

type Curve = NonNullable<PlannedSoundClip['crossfadeInCurve']> | 'equal-power'

/** Gain and fades of a clip whose samples are counted from 0. */
export function levels(clip: PlannedSoundSpan): Filter[] {
  const { sampleCount, gainDb, fadeInSamples, fadeOutSamples, crossfadeInSamples, crossfadeOutSamples } = clip
  return [
    ...(gainDb === 0 ? [] : [filter('volume', { volume: 10 ** (gainDb / 20), precision: 'float' })]),
    ...fadeIn(0, fadeInSamples, curves[clip.fadeCurve ?? 'linear']),
    ...fadeOut(sampleCount, fadeOutSamples, curves[clip.fadeCurve ?? 'linear']),
    ...comingIn(crossfadeInSamples, clip.crossfadeInCurve ?? 'equal-power'),
    ...goingOut(sampleCount, crossfadeOutSamples, clip.crossfadeOutCurve ?? 'equal-power'),
  ]
}

/** In ffmpeg's names. */
const curves: Readonly<Record<Exclude<Curve, 'none'> | 's-curve', string>> = {
  // A quarter of a sine each: two sounds that have nothing to do with each other keep their power together.
  'equal-power': 'qsin',
  linear: 'tri',
  // Straight in decibels, from -100.
  exponential: 'exp',
  // Half a turn of a cosine: level at both ends.
  's-curve': 'hsin',
}

// A cut half way is a fade of one sample: what is before its beginning is silent already, what is behind its end silent
// from then on. `half` is the first sample of the later sound, and one behind the last of the earlier one.
function comingIn(samples: number, curve: Curve): Filter[] {
  if (curve !== 'none') return fadeIn(0, samples, curves[curve])
  const half = Math.floor(samples / 2)
  return half === 0 ? [] : fadeIn(half - 1, 1, 'tri')
}

function goingOut(sampleCount: number, samples: number, curve: Curve): Filter[] {
  if (curve !== 'none') return fadeOut(sampleCount, samples, curves[curve])
  const half = sampleCount - samples + Math.floor(samples / 2)
  return samples === 0 ? [] : fadeOut(half, 1, 'tri')
}

const fadeIn = (startSample: number, samples: number, curve: string): Filter[] =>
  samples === 0
    ? []
    : [filter('afade', { type: 'in', start_sample: startSample, nb_samples: samples, curve })]

const fadeOut = (endSample: number, samples: number, curve: string): Filter[] =>
  samples === 0
    ? []
    : [filter('afade', { type: 'out', start_sample: endSample - samples, nb_samples: samples, curve })]
