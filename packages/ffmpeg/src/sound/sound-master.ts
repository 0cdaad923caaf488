import {
  amplitudeOf,
  type PlannedAudio,
  type PlannedLoudness,
  type PlannedSound,
} from '@framewright/timeline'
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

/** What a file gets of the mix. */
export interface Finish {
  readonly channels: PlannedAudio['channels']
  readonly mastering: Mastering | null
}

/** Half of each side: what is in the middle is as loud as it was. */
export const inChannels = (channels: PlannedAudio['channels']): Filter[] =>
  channels === undefined ? [] : [filter('pan', { args: 'mono|c0=0.5*c0+0.5*c1' })]

/** The mix for each file; those that want the same done to it share it. */
export function mastered(
  graph: Graph,
  mix: Stream,
  finishes: readonly Finish[],
  sound: PlannedSound,
): Stream[] {
  const keyOf = (finish: Finish) => JSON.stringify(finish)
  const kinds = [...new Map(finishes.map((one) => [keyOf(one), one])).entries()]
  const copies = graph.split(mix, kinds.length, 'audio')
  const waiting = new Map(
    kinds.map(([key, finish], at) => {
      const copy = copies[at] as Stream
      const filters = filtersOf(finish, sound)
      const stream = filters.length === 0 ? copy : graph.chain([copy], ...filters)
      const count = finishes.filter((one) => keyOf(one) === key).length
      return [key, graph.split(stream, count, 'audio')]
    }),
  )
  return finishes.map((one) => waiting.get(keyOf(one))?.shift() as Stream)
}

/** Peaks between the samples are seen by the limiter at four times the rate. */
function filtersOf({ channels, mastering }: Finish, { sampleRateHz, sampleCount }: PlannedSound): Filter[] {
  if (mastering === null) return inChannels(channels)
  const { gainDb, limit } = mastering
  const gain = filter('volume', { volume: amplitudeOf(gainDb), precision: 'float' })
  if (limit === null) return [...inChannels(channels), gain]
  const resampled = (rate: number) => filter('aresample', { osr: rate, internal_sample_fmt: 'dblp' })
  const layout = channels === 1 ? 'mono' : 'stereo'
  return [
    ...inChannels(channels),
    gain,
    resampled(4 * sampleRateHz),
    filter('alimiter', { limit: decimal(limit), attack: 5, release: 50, level: 0, latency: 1 }),
    resampled(sampleRateHz),
    filter('aformat', { sample_fmts: 'fltp', sample_rates: sampleRateHz, channel_layouts: layout }),
    ...exactly(sampleCount),
  ]
}
