import type { PlannedSound } from '@framewright/timeline'
import { OutputInvalid } from '../errors.ts'
import { filter, type Filter } from '../filter-syntax.ts'

/** What a sound was measured to be; the peak is a factor of full scale. */
export interface MeasuredLoudness {
  readonly integratedLufs: number
  readonly truePeak: number
}

/** Each tenth of a second it writes what has been found so far: the last is of the whole. */
export const measuring = (sound: PlannedSound, path: string): Filter[] => {
  const tenth = sound.sampleRateHz / 10
  return [
    filter('apad', { whole_len: Math.ceil(sound.sampleCount / tenth) * tenth }),
    filter('ebur128', { peak: 'true', metadata: 1, framelog: 'verbose' }),
    filter('ametadata', { mode: 'print', file: path }),
  ]
}

export function loudnessIn(text: string): MeasuredLoudness {
  const last = (key: string): number => {
    const found = text.lastIndexOf(`lavfi.r128.${key}=`)
    const [, value] = found < 0 ? [] : (/^[^=]*=(-?\d+\.\d+)\n/.exec(text.slice(found)) ?? [])
    // A full disk takes half of it, and ffmpeg does not mind.
    if (value === undefined) throw new OutputInvalid(['the loudness of the mix was not measured'])
    return Number(value)
  }
  return { integratedLufs: last('I'), truePeak: last('true_peak') }
}
