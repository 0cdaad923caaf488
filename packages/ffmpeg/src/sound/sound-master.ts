import { amplitudeOf, type PlannedLoudness, type PlannedSound } from '@framewright/timeline'
import { decimal, filter, type Filter, type Graph, type Stream } from '../filter-syntax.ts'
import { exactly } from './sound-clip.ts'
import type { MeasuredLoudness } from './sound-loudness.ts'

/** What is done to a finished mix. */
export interface Mastering {
  readonly gainDb: number
  /** As a factor of full scale; null: no peak comes near it. */
  readonly limit: number | null
}

/** `ebur128` says so of what is too short, or too soft, to have a loudness. */
const silenceLufs = -70
/** It rounds peaks to thousandths. */
const peakRounding = 0.0005
/** Peaks may come back a little on the way down to the rate of the film. */
const overshoot = 0.98

export const isSameLoudness = (a?: PlannedLoudness, b?: PlannedLoudness): boolean =>
  a?.integratedLufs === b?.integratedLufs && a?.truePeakDbtp === b?.truePeakDbtp

/**
 * One gain for the whole film, in hundredths of a decibel: what machines may differ by in a measurement is far below. Peaks
 * are limited only where they would go beyond what is allowed.
 */
export function masteringFor(
  wanted: PlannedLoudness | undefined,
  measured: MeasuredLoudness | null,
): Mastering | null {
  if (wanted === undefined || measured === null || measured.integratedLufs <= silenceLufs) return null
  const gainDb = Math.round((wanted.integratedLufs - measured.integratedLufs) * 100) / 100
  const ceiling = amplitudeOf(wanted.truePeakDbtp)
  const isWithin = (measured.truePeak + peakRounding) * amplitudeOf(gainDb) <= ceiling
  return { gainDb, limit: isWithin ? null : ceiling * overshoot }
}

/** The mix for each file; those that want the same done to it share it. */
export function mastered(
  graph: Graph,
  mix: Stream,
  masterings: readonly (Mastering | null)[],
  sound: PlannedSound,
): Stream[] {
  const keyOf = (mastering: Mastering | null) => JSON.stringify(mastering)
  const kinds = [...new Map(masterings.map((one) => [keyOf(one), one])).entries()]
  const copies = graph.split(mix, kinds.length, 'audio')
  const waiting = new Map(
    kinds.map(([key, mastering], at) => {
      const copy = copies[at] as Stream
      const stream = mastering === null ? copy : graph.chain([copy], ...filtersOf(mastering, sound))
      const count = masterings.filter((one) => keyOf(one) === key).length
      return [key, graph.split(stream, count, 'audio')]
    }),
  )
  return masterings.map((one) => waiting.get(keyOf(one))?.shift() as Stream)
}

/** Peaks between the samples are seen by the limiter at four times the rate. */
function filtersOf({ gainDb, limit }: Mastering, { sampleRateHz, sampleCount }: PlannedSound): Filter[] {
  const gain = filter('volume', { volume: amplitudeOf(gainDb), precision: 'float' })
  if (limit === null) return [gain]
  const resampled = (rate: number) => filter('aresample', { osr: rate, internal_sample_fmt: 'dblp' })
  return [
    gain,
    resampled(4 * sampleRateHz),
    filter('alimiter', { limit: decimal(limit), attack: 5, release: 50, level: 0, latency: 1 }),
    resampled(sampleRateHz),
    filter('aformat', { sample_fmts: 'fltp', sample_rates: sampleRateHz, channel_layouts: 'stereo' }),
    ...exactly(sampleCount),
  ]
}
